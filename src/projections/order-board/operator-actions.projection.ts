import type { BoardOrder, BoardStatus } from './order-board.projection.js';

/** What an operator can do about an order. */
export type OperatorAction = 'redeliver' | 'resolve' | 'cancel' | 'move';

/** A slot lasts 240 minutes at most: so long after its start nothing of it is sent any more. */
const SLOT_MS_MAX = 14_400_000;

/** Not handed over yet, as far as is known. */
const OWED: readonly BoardStatus[] = ['confirmed', 'sending', 'unsettled', 'needs-a-person'];
/** With the kitchen. */
const HANDED_OVER: readonly BoardStatus[] = ['sent', 'acknowledged', 'in-preparation', 'ready'];

const CONDITIONS: Readonly<Record<OperatorAction, (order: BoardOrder, now: string) => boolean>> = {
  redeliver: (order, now) =>
    isOwed(order) &&
    order.status !== 'sending' &&
    order.cancellation === undefined &&
    order.redelivering !== true &&
    Date.parse(now) - Date.parse(order.slot) < SLOT_MS_MAX,
  resolve: order => (isOwed(order) && order.status !== 'sending') || mayBeTakenBack(order),
  cancel: order =>
    order.cancellation === undefined && (isOwed(order) || HANDED_OVER.includes(statusOf(order))),
  move: order => isOwed(order) && order.cancellation === undefined && !mayBeThere(order),
};

/** Where a person was told of an order that the kitchen has, it still has it. */
const statusOf = ({ status, ticketId, deliveredAt }: BoardOrder): BoardStatus =>
  status === 'needs-a-person' && (ticketId ?? deliveredAt) !== undefined ? 'sent' : status;

const isOwed = (order: BoardOrder): boolean => OWED.includes(statusOf(order));

/** Whether the kitchen has what was called off: then a person may say that it has it no more, unless the POS is just asked. */
const mayBeTakenBack = (order: BoardOrder): boolean => {
  const { status, cancellation, ticketId, escalation, voiding } = order;
  if (cancellation === undefined || voiding === 'in-flight') return false;
  const late = status === 'cancelled' && ticketId !== undefined && escalation !== undefined;
  return late || HANDED_OVER.includes(statusOf(order));
};

/** Whether a ticket may exist without our knowing. */
const mayBeThere = ({ status, escalation }: BoardOrder): boolean =>
  status === 'sending' || status === 'unsettled' || escalation?.outcomeOpen === true;

const ACTIONS = Object.keys(CONDITIONS) as readonly OperatorAction[];

/** Of a closed day nothing is sold, sent or called off any more; what became of an order can still be said. */
const WHEN_CLOSED: readonly OperatorAction[] = ['resolve'];

/** What the service day would take from an operator now, but for what only it knows: its capacity and its slots' ends. */
export const operatorActions = (
  order: BoardOrder,
  { now, closed }: { readonly now: string; readonly closed: boolean },
): readonly OperatorAction[] =>
  (closed ? WHEN_CLOSED : ACTIONS).filter(action => CONDITIONS[action](order, now));
