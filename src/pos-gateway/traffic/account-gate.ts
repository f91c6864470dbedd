import type { NetworkTime } from '../../platform/clock/index.js';
import type { Random } from '../../platform/ids/index.js';
import type { PosLimit } from '../domain/pos-capabilities.js';
import {
  afterCall,
  afterWord,
  atTime,
  OPEN,
  opensAtMs,
  shareAt,
  suspendedBefore,
  type AccountCondition,
  type AccountWord,
} from './domain/account-condition.js';
import { defaultBackOffMs, retryAfterMs } from './domain/retry-after.js';
import { Gate } from './gate.js';

/** An answer, as far as traffic is concerned. */
export interface PosAnswer {
  readonly status: number;
  /** Its headers `retry-after` and `date`. */
  readonly retryAfter?: string | undefined;
  readonly date?: string | undefined;
}

/** Who is told when an account stops and when it goes on. */
export interface AccountWatch {
  suspended(account: string, why: string): void;
  resumed(account: string): void;
}

export interface AccountGateOptions {
  readonly account: string;
  readonly limits: readonly PosLimit[];
  readonly network: NetworkTime;
  readonly random: Random;
  readonly watch: AccountWatch;
}

/** A POS that names no limit is not flooded all the same. */
export const UNNAMED_LIMIT: PosLimit = { scope: 'account', requests: 500, perMs: 1_000 };

const TOO_MANY_REQUESTS = 429;
const DENIED: ReadonlySet<number> = new Set([401, 403]);
export const SERVER_ERROR_FROM = 500;

/** The limits of a whole account, as far as they are named, or our own. */
export const limitsOfAccount = (limits: readonly PosLimit[]): readonly PosLimit[] => {
  const named = limits.filter(({ scope }) => scope === 'account');
  return named.some(limit => 'requests' in limit) ? named : [...named, UNNAMED_LIMIT];
};

/** The gate that all calls of an account pass last. It closes when the POS says so, and opens slowly. */
export class AccountGate {
  readonly gate: Gate;
  private condition: AccountCondition = OPEN;

  constructor(private readonly options: AccountGateOptions) {
    const { account, limits, network } = options;
    this.gate = new Gate({
      name: `the account ${account}`,
      limits: limitsOfAccount(limits),
      network,
      doorkeeper: {
        opensAtMs: nowMs => opensAtMs(this.conditionAt(nowMs)),
        shareAt: nowMs => shareAt(this.conditionAt(nowMs), nowMs),
        passing: nowMs => {
          this.condition = afterCall(this.conditionAt(nowMs), nowMs);
        },
      },
    });
  }

  get isSuspended(): boolean {
    return this.condition.kind === 'suspended';
  }

  /** Goes on as an earlier run left it. */
  stayStopped(why: string): void {
    this.condition = suspendedBefore(why, this.options.network.monotonicMs());
  }

  /** Takes in what an answer says of the account. */
  hear(answer: PosAnswer, begunMs: number): void {
    const word = this.wordOf(answer);
    if (word === undefined) return;
    const { account, network, watch } = this.options;
    const nowMs = network.monotonicMs();
    const before = this.conditionAt(nowMs);
    const after = afterWord(before, word, { begunMs, nowMs });
    this.condition = after;
    if (before.kind !== 'suspended' && after.kind === 'suspended') watch.suspended(account, after.why);
    if (before.kind === 'suspended' && after.kind !== 'suspended') watch.resumed(account);
    this.gate.serve();
  }

  /** A server that fails says nothing of the account. */
  private wordOf(answer: PosAnswer): AccountWord | undefined {
    const { status } = answer;
    if (DENIED.has(status)) return { kind: 'denied', status };
    if (status === TOO_MANY_REQUESTS) return { kind: 'limited', pauseMs: this.pauseMs(answer) };
    return status >= SERVER_ERROR_FROM ? undefined : { kind: 'served' };
  }

  private pauseMs({ retryAfter, date }: PosAnswer): number {
    const { network, random } = this.options;
    const rounds = this.condition.kind === 'suspended' ? 0 : this.condition.rounds.count;
    return (
      retryAfterMs({ retryAfter, date }, network.utcMs()) ?? defaultBackOffMs(rounds + 1, random.number())
    );
  }

  private conditionAt(nowMs: number): AccountCondition {
    this.condition = atTime(this.condition, nowMs);
    return this.condition;
  }
}
