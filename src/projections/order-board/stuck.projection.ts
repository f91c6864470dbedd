import type { BoardOrder } from './order-board.projection.js';

/** What may keep an order from going on by itself. */
export type StuckBecause = 'needs-a-person' | 'unsettled' | 'sending' | 'never-sent' | 'cancelling';

/** An unknown outcome is normally settled by the feed or a look-up well before this. */
const UNSETTLED_LONG_MS = 120_000;
/** A claim or an order that should have got an outcome or been escalated by now. */
const PAST_DEADLINE_MS = 30_000;
/** A POS that was asked to take a ticket back answers, or the order is escalated, within this. */
const CANCELLING_LONG_MS = 300_000;

interface Snag {
  readonly because: StuckBecause;
  /** From then on, unless something happens before. */
  readonly after: string;
}

const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

const inDelivery = ({ status, since, slot, sendUntil = slot }: BoardOrder): readonly Snag[] => {
  if (status === 'unsettled') return [{ because: status, after: later(since, UNSETTLED_LONG_MS) }];
  if (status === 'sending') return [{ because: status, after: later(sendUntil, PAST_DEADLINE_MS) }];
  if (status === 'confirmed') return [{ because: 'never-sent', after: later(sendUntil, PAST_DEADLINE_MS) }];
  return [];
};

const snagsOf = (order: BoardOrder): readonly Snag[] => {
  const { escalation, cancelling, cancellation } = order;
  const told: readonly Snag[] =
    escalation === undefined ? [] : [{ because: 'needs-a-person', after: escalation.at }];
  const waiting: readonly Snag[] =
    cancelling === true && cancellation !== undefined
      ? [{ because: 'cancelling', after: later(cancellation.at, CANCELLING_LONG_MS) }]
      : [];
  return [...told, ...inDelivery(order), ...waiting];
};

/** From when on an order counts as stuck if nothing more happens to it; undefined where it does not. */
export const stuckAfter = (order: BoardOrder): string | undefined =>
  snagsOf(order)
    .map(({ after }) => after)
    .sort()[0];

/** Why an order is stuck at an instant; empty where it is not. */
export const stuckBecause = (order: BoardOrder, now: string): readonly StuckBecause[] =>
  snagsOf(order).flatMap(({ because, after }) => (after <= now ? [because] : []));
