import PQueue from 'p-queue';

/** Calls under way for one store, so that a store that hangs holds up nobody else. */
const CALLS_PER_STORE_MAX = 3;
/** Calls under way for one account; fewer than the connections of its adapter, so that feeds are read as well. */
const CALLS_PER_ACCOUNT_MAX = 64;

/** Who may call which POS when: each store its share of its account's calls, each account its own. */
export class CallTurns {
  private readonly byAccount = new Map<string, PQueue>();
  private readonly byStore = new Map<string, PQueue>();

  /** Does `work` in its turn. */
  take<Result>(account: string, storeId: string, work: () => Promise<Result>): Promise<Result> {
    const calls = queueIn(this.byAccount, account, CALLS_PER_ACCOUNT_MAX);
    return queueIn(this.byStore, storeId, CALLS_PER_STORE_MAX).add(() => calls.add(work));
  }

  /** Resolves when no call is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.byAccount.values()].map(calls => calls.onIdle()));
  }
}

const queueIn = (queues: Map<string, PQueue>, name: string, concurrency: number): PQueue => {
  const queue = queues.get(name) ?? new PQueue({ concurrency });
  queues.set(name, queue);
  return queue;
};
