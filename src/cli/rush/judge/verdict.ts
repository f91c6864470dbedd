import { DIMENSIONS, loadOfOrder, NO_LOAD, plus, type Load } from '../stores/load.js';
import type { RushTerms } from '../stores/terms.js';
import type { BoardRow } from './board.js';
import { hasItsEnd, isConfirmed, isSold, isUnknown } from './endings.js';

const MINUTE_MS = 60_000;

/** A store's final board, and what its slots may take at most. */
export interface JudgedStore {
  readonly limits: Load;
  readonly terms: Pick<RushTerms, 'deliverMinutesBefore'>;
  readonly rows: readonly BoardRow[];
}

export interface Verdict {
  /** Confirmed orders, as the boards tell. */
  readonly confirmed: number;
  readonly collected: number;
  readonly escalated: number;
  readonly unknownOpen: number;
  /** Confirmed, by the board or by an answer, and without an end. */
  readonly lost: number;
  readonly oversoldSlots: number;
  /** Business milliseconds from when a delivery was due until the kitchen had it. */
  readonly latenessMs: readonly number[];
}

/** Judges a rush by what its boards say in the end. `answered` are the orders whose confirmation was answered with success. */
export const judge = (stores: readonly JudgedStore[], answered: Iterable<string>): Verdict => {
  const rows = stores.flatMap(store => store.rows);
  const confirmed = rows.filter(isConfirmed);
  const shown = new Set(confirmed.map(({ orderId }) => orderId));
  const vanished = [...answered].filter(orderId => !shown.has(orderId));
  const count = (is: (row: BoardRow) => boolean): number => confirmed.filter(is).length;
  return {
    confirmed: confirmed.length,
    collected: count(({ status }) => status === 'collected'),
    escalated: count(({ status }) => status === 'needs-a-person'),
    unknownOpen: count(isUnknown),
    lost: count(row => !hasItsEnd(row)) + vanished.length,
    oversoldSlots: stores.reduce((sum, store) => sum + oversoldSlotsOf(store), 0),
    latenessMs: stores.flatMap(({ rows: ofStore, terms }) => ofStore.flatMap(row => latenessOf(row, terms))),
  };
};

/** Slots with more sold than the store was opened with, in any dimension. Loads are summed here from the orders' lines. */
export const oversoldSlotsOf = ({ rows, limits }: Pick<JudgedStore, 'rows' | 'limits'>): number => {
  const sold = new Map<string, Load>();
  for (const row of rows.filter(isSold)) {
    sold.set(row.slot, plus(sold.get(row.slot) ?? NO_LOAD, loadOfOrder(row.lines ?? [])));
  }
  const isOversold = (load: Load): boolean =>
    DIMENSIONS.some(dimension => load[dimension] > limits[dimension]);
  return [...sold.values()].filter(isOversold).length;
};

/** A delivery is due a while before its slot; an order confirmed after that is due at once. */
const latenessOf = (
  { slot, confirmedAt, deliveredAt }: BoardRow,
  { deliverMinutesBefore }: JudgedStore['terms'],
): readonly number[] => {
  if (confirmedAt === undefined || deliveredAt === undefined) return [];
  const dueMs = Date.parse(slot) - deliverMinutesBefore * MINUTE_MS;
  return [Date.parse(deliveredAt) - Math.max(Date.parse(confirmedAt), dueMs)];
};
