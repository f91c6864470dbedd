import type { EventNamed, OrderEvent, Sealed } from '../../orders/index.js';

/** Where an order stands, in the words of the board. */
export type BoardStatus =
  | 'held'
  | 'hold-expired'
  | 'released'
  | 'confirmed'
  | 'sending'
  | 'unsettled'
  | 'needs-a-person'
  | 'sent'
  | 'acknowledged'
  | 'in-preparation'
  | 'ready'
  | 'collected'
  | 'cancelled'
  | 'voided-at-pos';

export interface BoardOrder {
  readonly orderId: string;
  readonly slot: string;
  readonly status: BoardStatus;
  /** Since when it has this status. */
  readonly since: string;
  readonly load: EventNamed<'TimeslotHeld'>['data']['load'];
  readonly by: string;
  readonly reference?: string | undefined;
  readonly expiresAt: string;
  readonly lines?: EventNamed<'OrderConfirmed'>['data']['lines'];
  readonly total?: number;
  readonly currency?: string;
  readonly paymentRef?: string;
  readonly lateByMs?: number | undefined;
  readonly attempts: number;
  /** Business instants. */
  readonly confirmedAt?: string;
  readonly deliveredAt?: string;
  /** Until when it may be sent, where a claim or an operator has said so. */
  readonly sendUntil?: string | undefined;
  /** True where an operator has ordered it sent once more and that has not begun. */
  readonly redelivering?: boolean | undefined;
  readonly ticketId?: string;
  /** Why the order stands where it stands. What went well needs no reason. */
  readonly why?: string | undefined;
  readonly cancellation?: { readonly by: string; readonly reason: string; readonly at: string };
  /** True where calling it off waits for the POS, or for a person. */
  readonly cancelling?: boolean | undefined;
  readonly voiding?: 'in-flight' | 'unknown' | 'refused' | 'voided';
  /** A person was told of it, and nobody has settled it yet. */
  readonly escalation?: Escalation | undefined;
  readonly forgotten?: boolean;
  readonly customer?: Sealed;
}

export interface Escalation {
  readonly cause: EventNamed<'DeliveryEscalated'>['data']['cause'] | 'not-delivered';
  readonly at: string;
  /** True where a ticket may exist all the same. */
  readonly outcomeOpen: boolean;
}

type Shown = BoardOrder | undefined;
type Steps = {
  readonly [Type in OrderEvent['type']]: (order: Shown, data: EventNamed<Type>['data'], at: string) => Shown;
};

/** A ticket that no kitchen has seen is none: the order still has to get there. */
const withoutTicket = ({
  ticketId: _ticketId,
  deliveredAt: _deliveredAt,
  ...order
}: BoardOrder): BoardOrder => order;

/** What was called off or voided stays so, whatever is learned of its ticket later. */
const ENDS: readonly BoardStatus[] = ['cancelled', 'voided-at-pos'];

/** The order with a change. What is undefined in the change is taken away. */
const but = (order: Shown, at: string, change: Partial<BoardOrder>): Shown => {
  if (order === undefined) return undefined;
  const { status: wanted = order.status, ...rest } = change;
  const status = ENDS.includes(order.status) ? order.status : wanted;
  const since = status === order.status ? order.since : at;
  const fields = Object.entries({ ...order, ...rest, status, since });
  // A field that is taken away and comes again comes last, whether or not the row was written in between.
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as BoardOrder;
};

const notDelivered = (at: string): Escalation => ({ cause: 'not-delivered', at, outcomeOpen: false });

const settled = { escalation: undefined, cancelling: undefined, redelivering: undefined } as const;

const steps: Steps = {
  ServiceDayOpened: order => order,
  ServiceDayTermsChanged: order => order,
  DeliveryOwnershipTaken: order => order,
  ServiceDayClosed: order => order,
  TimeslotHeld: (order, { orderId, slot, load, by, expiresAt, reference }, since) => {
    const held = { orderId, slot, load, by, expiresAt, since, status: 'held', attempts: 0 } as const;
    return order ?? (reference === undefined ? held : { ...held, reference });
  },
  HoldRenewed: (order, { expiresAt }, at) => but(order, at, { expiresAt }),
  HoldReleased: (order, _, at) => but(order, at, { status: 'released' }),
  HoldExpired: (order, _, at) => but(order, at, { status: 'hold-expired' }),
  OrderConfirmed: (order, { load, lines, total, currency, paymentRef, customer, lateByMs }, at) =>
    but(order, at, {
      status: 'confirmed',
      confirmedAt: at,
      load,
      lines,
      total,
      currency,
      paymentRef,
      customer,
      lateByMs,
    }),
  OrderMoved: (order, { to }, at) =>
    but(order, at, {
      slot: to,
      status: 'confirmed',
      sendUntil: undefined,
      redelivering: undefined,
      escalation: undefined,
      why: undefined,
    }),
  CancellationRequested: (order, { by, reason }, at) =>
    but(order, at, { cancelling: true, cancellation: { by, reason, at }, why: reason }),
  OrderCancelled: (order, { by, reason }, at) =>
    but(order, at, {
      status: 'cancelled',
      cancellation: { by, reason, at: order?.cancellation?.at ?? at },
      why: reason,
      ...settled,
    }),
  CancellationTold: (order, _, at) =>
    order?.escalation?.cause === 'cancellation-untold'
      ? but(order, at, { escalation: undefined, why: order.cancellation?.reason })
      : order,
  PersonalDataForgotten: (order, _, at) => but(order, at, { forgotten: true }),
  DeliveryStarted: (order, { attempt, deadline }, at) =>
    but(order, at, { status: 'sending', attempts: attempt, sendUntil: deadline, redelivering: undefined }),
  DeliveryResent: order => order,
  DeliveryNotSent: (order, { proof }, at) =>
    but(order, at, { status: 'confirmed', why: `not sent: ${proof}` }),
  DeliveryRejected: (order, { code, reason }, at) =>
    but(order, at, { status: 'confirmed', why: `rejected: ${code} ${reason}` }),
  DeliveryUnknown: (order, { why }, at) => but(order, at, { status: 'unsettled', why }),
  DeliveryProvenAbsent: (order, _, at) =>
    but(order, at, { status: 'confirmed', why: 'the POS never got it' }),
  // A ticket found for an order that was called off is shown; it does not bring the order back.
  OrderDelivered: (order, { ticketId }, at) =>
    but(order, at, {
      status: 'sent',
      ticketId,
      deliveredAt: at,
      redelivering: undefined,
      escalation: undefined,
      why: order?.cancellation?.reason,
    }),
  TicketNotShown: order => order && withoutTicket(order),
  DeliveryEscalated: (order, { cause, detail, outcomeOpen }, at) =>
    but(cause === 'not-acknowledged' ? order && withoutTicket(order) : order, at, {
      status: 'needs-a-person',
      why: `${cause}: ${detail}`,
      redelivering: undefined,
      escalation: { cause, at, outcomeOpen },
    }),
  RedeliveryOrdered: (order, { by, why, until }, at) =>
    but(order, at, {
      status: 'confirmed',
      why: `${by}: ${why}`,
      sendUntil: until,
      redelivering: true,
      escalation: undefined,
    }),
  DeliveryResolved: (order, { by, why, as }, at) => {
    const said = { why: `${by}: ${why}`, redelivering: undefined, escalation: undefined };
    if (as === 'handed-over') return but(order, at, { ...said, status: 'sent', deliveredAt: at });
    // What was called off and is not in the kitchen is as it should be; anything else still has to get there.
    return order?.cancellation === undefined && order?.status !== 'voided-at-pos'
      ? but(order, at, { ...said, status: 'needs-a-person', escalation: notDelivered(at) })
      : but(order, at, said);
  },
  VoidStarted: (order, _, at) => but(order, at, { voiding: 'in-flight' }),
  OrderVoided: (order, _, at) =>
    but(order, at, {
      status: 'cancelled',
      voiding: 'voided',
      why: order?.cancellation?.reason,
      ...settled,
    }),
  VoidRefused: (order, { reason }, at) =>
    but(order, at, { voiding: 'refused', why: `not taken back: ${reason}` }),
  VoidUnknown: (order, { why }, at) =>
    but(order, at, { voiding: 'unknown', why: `perhaps not taken back: ${why}` }),
  OrderAcknowledged: (order, _, at) => but(order, at, { status: 'acknowledged' }),
  OrderInPreparation: (order, _, at) => but(order, at, { status: 'in-preparation' }),
  OrderReady: (order, _, at) => but(order, at, { status: 'ready' }),
  OrderCollected: (order, _, at) => but(order, at, { status: 'collected', why: undefined, ...settled }),
  OrderVoidedAtPos: (order, _, at) => but(order, at, { status: 'voided-at-pos', ...settled }),
  TicketReopened: (order, _, at) => but(order, at, { status: 'acknowledged' }),
  PosStatusNoted: order => order,
};

/** The board's row after an event that was recorded at an instant of its stream's time. */
export const boardAfter = (order: Shown, event: OrderEvent, at: string): Shown => {
  const step = steps[event.type] as (order: Shown, data: OrderEvent['data'], at: string) => Shown;
  return step(order, event.data, at);
};
