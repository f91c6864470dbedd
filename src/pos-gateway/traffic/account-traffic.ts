import { AsyncLocalStorage } from 'node:async_hooks';
import { AccountGate, SERVER_ERROR_FROM, type AccountGateOptions, type PosAnswer } from './account-gate.js';
import type { Admitted, PosOperation } from './domain/limiter.js';
import type { Priority } from './domain/priorities.js';
import { NotAdmitted } from './not-admitted.js';
import { StoreTraffic } from './store-traffic.js';

/** A call that is to be made now. */
export interface PosCall {
  readonly location: string;
  readonly operation: PosOperation;
  /** Monotonic time after which it must not be sent; without it, it waits a while. */
  readonly sendByMs?: number | undefined;
}

/** The way of every call to a POS. */
export interface PosRoad {
  /** Makes one call. Throws NotAdmitted where it was not made; otherwise whatever `exchange` throws. */
  send<Answer extends PosAnswer>(call: PosCall, exchange: () => Promise<Answer>): Promise<Answer>;
}

/** A way without any gate. */
export const OPEN_ROAD: PosRoad = { send: (_, exchange) => exchange() };

/** Work that will make a call. */
export interface Turn {
  readonly location: string;
  readonly priority: Priority;
  /** Among the turns of its priority the lowest comes first. */
  readonly rank: string;
  /** Monotonic time until which it waits. */
  readonly untilMs: number;
}

interface Passage {
  readonly store: StoreTraffic;
  readonly location: string;
  readonly operation: PosOperation;
  readonly atStore: Admitted;
  readonly atAccount: Admitted;
}

/** How long a call that belongs to no turn waits for its own. */
export const CALL_PATIENCE_MS = 10_000;

const OPERATION_OF = {
  deliver: 'deliver',
  settle: 'find',
  void: 'void',
  feed: 'changes',
  backfill: 'changes',
} as const satisfies Record<Priority, PosOperation>;
const PRIORITY_OF = {
  deliver: 'deliver',
  find: 'settle',
  void: 'void',
  changes: 'feed',
} as const satisfies Record<PosOperation, Priority>;

/** Every call of one POS account: none is made that did not pass the gate of its store and that of the account. */
export class AccountTraffic implements PosRoad {
  private readonly stores = new Map<string, StoreTraffic>();
  private readonly account: AccountGate;
  /** The passage that the work of a turn was given, until it is used. */
  private readonly given = new AsyncLocalStorage<{ passage: Passage | undefined }>();
  private readonly turns = new Set<Promise<unknown>>();

  constructor(private readonly options: AccountGateOptions) {
    this.account = new AccountGate(options);
  }

  stayStopped(why: string): void {
    this.account.stayStopped(why);
  }

  get isSuspended(): boolean {
    return this.account.isSuspended;
  }

  /** Stores that are left alone because they do not answer. */
  brokenStores(): number {
    return [...this.stores.values()].filter(({ isBroken }) => isBroken).length;
  }

  waiting(priority: Priority): number {
    return this.account.gate.waiting(priority);
  }

  /**
   * Does `work` once its first call may be made at once: what has to be claimed before a call is claimed only then. Throws
   * NotAdmitted, the work being untouched, where its turn does not come.
   */
  async take<Result>({ location, ...turn }: Turn, work: () => Promise<Result>): Promise<Result> {
    const passage = await this.pass(location, { ...turn, operation: OPERATION_OF[turn.priority] });
    const given = { passage: passage as Passage | undefined };
    const done = this.given.run(given, work);
    this.turns.add(done);
    try {
      return await done;
    } finally {
      this.turns.delete(done);
      this.giveBack(given);
    }
  }

  async send<Answer extends PosAnswer>(call: PosCall, exchange: () => Promise<Answer>): Promise<Answer> {
    const untilMs = call.sendByMs ?? this.nowMs + CALL_PATIENCE_MS;
    const passage = this.givenFor(call) ?? (await this.passFor(call, untilMs));
    const begunMs = this.nowMs;
    if (begunMs > untilMs) {
      this.withdraw(passage);
      throw new NotAdmitted('the time to send it had passed');
    }
    passage.store.begin(passage.atStore);
    this.account.gate.begin(passage.atAccount);
    let result: 'answered' | 'failed' = 'failed';
    try {
      const answer = await exchange();
      if (answer.status < SERVER_ERROR_FROM) result = 'answered';
      this.account.hear(answer, begunMs);
      return answer;
    } finally {
      passage.store.end(passage.atStore, result, begunMs);
      this.account.gate.end(passage.atAccount);
    }
  }

  /** Resolves when no work of a turn is under way. */
  async idle(): Promise<void> {
    while (this.turns.size > 0) await Promise.allSettled(this.turns);
  }

  private get nowMs(): number {
    return this.options.network.monotonicMs();
  }

  private passFor({ location, operation }: PosCall, untilMs: number): Promise<Passage> {
    return this.pass(location, { operation, priority: PRIORITY_OF[operation], rank: '', untilMs });
  }

  private async pass(
    location: string,
    entrant: Omit<Turn, 'location'> & { readonly operation: PosOperation },
  ): Promise<Passage> {
    const store = this.storeAt(location);
    const atStore = await store.enter(entrant);
    try {
      const atAccount = await this.account.gate.enter(entrant);
      return { store, location, operation: entrant.operation, atStore, atAccount };
    } catch (error) {
      store.withdraw(atStore);
      throw error;
    }
  }

  /** What the turn was given for this call. For another call it is of no use: then it is given back first. */
  private givenFor({ location, operation }: PosCall): Passage | undefined {
    const given = this.given.getStore();
    if (given?.passage?.location !== location) return undefined;
    const { passage } = given;
    if (passage.operation === operation) {
      given.passage = undefined;
      return passage;
    }
    this.giveBack(given);
    return undefined;
  }

  private giveBack(given: { passage: Passage | undefined }): void {
    if (given.passage !== undefined) this.withdraw(given.passage);
    given.passage = undefined;
  }

  private withdraw({ store, atStore, atAccount }: Passage): void {
    store.withdraw(atStore);
    this.account.gate.withdraw(atAccount);
  }

  private storeAt(location: string): StoreTraffic {
    const { limits, network } = this.options;
    const store = this.stores.get(location) ?? new StoreTraffic(location, limits, network);
    this.stores.set(location, store);
    return store;
  }
}
