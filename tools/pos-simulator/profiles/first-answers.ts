import type { LedgerRecord } from '../ledger/ledger-record.js';
import type { Behaviour } from './behaviour.js';

/** What was made of the first order under a key. */
interface FirstAnswer {
  readonly ticketId: string;
  readonly bodyHash: string | undefined;
  readonly atMs: number;
}

/** What a key that was seen before comes to. */
export type Repeated =
  { readonly outcome: 'same'; readonly ticketId: string } | { readonly outcome: 'reused' | 'first' };

const FIRST: Repeated = { outcome: 'first' };

/** The newest order under each key of each account, whatever became of its answer. They outlive a restart. */
export class FirstAnswers {
  private readonly byKey = new Map<string, FirstAnswer>();

  apply(record: LedgerRecord): void {
    if (record.type !== 'ticket-received' && record.type !== 'order-held') return;
    const { account, key, ticketId, bodyHash, realMs: atMs } = record;
    if (account === undefined || key === undefined || atMs === undefined) return;
    const name = nameOf(account, key);
    // An order that was held comes to the kitchen under the key it had; its window began when it was taken.
    if (this.byKey.get(name)?.ticketId !== ticketId) this.byKey.set(name, { ticketId, bodyHash, atMs });
  }

  /** What this profile makes of one more order under this key. */
  repeated(asked: { account: string; key: string; bodyHash: string; atMs: number }, to: Behaviour): Repeated {
    const first = this.byKey.get(nameOf(asked.account, asked.key));
    if (first === undefined || asked.atMs - first.atMs >= windowMsOf(to)) return FIRST;
    if (to.comparesBody && first.bodyHash !== asked.bodyHash) return { outcome: 'reused' };
    return { outcome: 'same', ticketId: first.ticketId };
  }
}

const nameOf = (account: string, key: string): string => `${account} ${key}`;

const windowMsOf = ({ dedupeWindowMs }: Behaviour): number => {
  if (typeof dedupeWindowMs === 'number') return dedupeWindowMs;
  return dedupeWindowMs === 'none' ? 0 : Number.POSITIVE_INFINITY;
};
