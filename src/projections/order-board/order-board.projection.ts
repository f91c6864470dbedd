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
  readonly ticketId?: string;
  /** Why the order needs a person, or was called off. */
  readonly why?: string;
  /** True where calling it off waits for the POS. */
  readonly cancelling?: boolean;
  readonly forgotten?: boolean;
  readonly customer?: Sealed;
}

type Shown = BoardOrder | undefined;
type Steps = {
  readonly [Type in OrderEvent['type']]: (order: Shown, data: EventNamed<Type>['data'], at: string) => Shown;
};

const but = (order: Shown, change: Partial<BoardOrder>): Shown => order && { ...order, ...change };

const steps: Steps = {
  ServiceDayOpened: order => order,
  ServiceDayTermsChanged: order => order,
  DeliveryOwnershipTaken: order => order,
  ServiceDayClosed: order => order,
  TimeslotHeld: (_, { orderId, slot, load, by, expiresAt, reference }) => ({
    orderId,
    slot,
    load,
    by,
    expiresAt,
    reference,
    status: 'held',
    attempts: 0,
  }),
  HoldRenewed: (order, { expiresAt }) => but(order, { expiresAt }),
  HoldReleased: order => but(order, { status: 'released' }),
  HoldExpired: order => but(order, { status: 'hold-expired' }),
  OrderConfirmed: (order, { load, lines, total, currency, paymentRef, customer, lateByMs }, confirmedAt) =>
    but(order, {
      status: 'confirmed',
      confirmedAt,
      load,
      lines,
      total,
      currency,
      paymentRef,
      customer,
      lateByMs,
    }),
  OrderMoved: (order, { to }) => but(order, { slot: to, status: 'confirmed' }),
  CancellationRequested: (order, { reason }) => but(order, { cancelling: true, why: reason }),
  PersonalDataForgotten: order => but(order, { forgotten: true }),
  OrderCancelled: (order, { reason }) => but(order, { status: 'cancelled', why: reason }),
  DeliveryStarted: (order, { attempt }) => but(order, { status: 'sending', attempts: attempt }),
  DeliveryResent: order => order,
  DeliveryNotSent: (order, { proof }) => but(order, { status: 'confirmed', why: `not sent: ${proof}` }),
  DeliveryRejected: (order, { code, reason }) =>
    but(order, { status: 'confirmed', why: `rejected: ${code} ${reason}` }),
  DeliveryUnknown: (order, { why }) => but(order, { status: 'unsettled', why }),
  DeliveryProvenAbsent: order => but(order, { status: 'confirmed', why: 'the POS never got it' }),
  // A ticket found for an order that was called off is shown; it does not bring the order back.
  OrderDelivered: (order, { ticketId }, deliveredAt) =>
    but(order, { status: order?.status === 'cancelled' ? 'cancelled' : 'sent', ticketId, deliveredAt }),
  DeliveryEscalated: (order, { cause, detail }) =>
    but(order, { status: 'needs-a-person', why: `${cause}: ${detail}` }),
  RedeliveryOrdered: (order, { by, why }) => but(order, { status: 'confirmed', why: `${by}: ${why}` }),
  DeliveryResolved: (order, { by, why, as }) =>
    but(order, { status: as === 'handed-over' ? 'sent' : 'needs-a-person', why: `${by}: ${why}` }),
  VoidStarted: order => order,
  OrderVoided: order => but(order, { status: 'cancelled' }),
  VoidRefused: (order, { reason }) => but(order, { why: `not taken back: ${reason}` }),
  VoidUnknown: (order, { why }) => but(order, { why }),
  OrderAcknowledged: order => but(order, { status: 'acknowledged' }),
  OrderInPreparation: order => but(order, { status: 'in-preparation' }),
  OrderReady: order => but(order, { status: 'ready' }),
  OrderCollected: order => but(order, { status: 'collected' }),
  OrderVoidedAtPos: order => but(order, { status: 'voided-at-pos' }),
  TicketReopened: order => but(order, { status: 'acknowledged' }),
  PosStatusNoted: order => order,
};

/** The order an event speaks of; undefined for events of the day itself. */
export const orderOf = ({ data }: OrderEvent): string | undefined =>
  'orderId' in data ? data.orderId : undefined;

/** The board's row after an event that was recorded at an instant of its stream's time. */
export const boardAfter = (order: Shown, event: OrderEvent, at: string): Shown => {
  const step = steps[event.type] as (order: Shown, data: OrderEvent['data'], at: string) => Shown;
  return step(order, event.data, at);
};
