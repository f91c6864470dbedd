import type { LedgerRecord } from '../ledger/ledger-record.js';

/** A time in which the POS does nothing for an account. Real milliseconds since 1970. */
export interface Suspension {
  readonly status: number;
  readonly why: string;
  readonly fromMs: number;
  /** When it ends by itself; null when somebody has to lift it. */
  readonly untilMs: number | null;
  /** When somebody lifted it. */
  readonly liftedMs?: number;
}

/** The suspensions of each account, as the ledger tells them: a restart of the POS lifts none. */
export class Suspensions {
  private readonly byAccount = new Map<string, Suspension[]>();

  apply(record: LedgerRecord): void {
    if (record.type === 'account-suspended') {
      const { account, status, why, fromMs, untilMs } = record;
      this.byAccount.set(account, [...this.of(account), { status, why, fromMs, untilMs }]);
    }
    if (record.type === 'account-restored') {
      const { account, atMs } = record;
      const lifted = this.of(account).map(each => (isOver(each, atMs) ? each : { ...each, liftedMs: atMs }));
      this.byAccount.set(account, lifted);
    }
  }

  of(account: string): readonly Suspension[] {
    return this.byAccount.get(account) ?? [];
  }

  /** The one in force at this real time. */
  at(account: string, nowMs: number): Suspension | undefined {
    return this.of(account).find(suspension => !isOver(suspension, nowMs));
  }
}

const isOver = ({ untilMs, liftedMs }: Suspension, nowMs: number): boolean =>
  liftedMs !== undefined || (untilMs !== null && untilMs <= nowMs);
