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
  readonly ticketId?: string;
  /** Why the order needs a person, or was called off. */
  readonly why?: string;
  readonly customer?: Sealed;
}

type Shown = BoardOrder | undefined;
type Steps = {
  readonly [Type in OrderEvent['type']]: (order: Shown, data: EventNamed<Type>['data']) => Shown;
};

const at = (order: Shown, change: Partial<BoardOrder>): Shown => order && { ...order, ...change };

const steps: Steps = {
  ServiceDayOpened: order => order,
  TimeslotHeld: (_, { orderId, slot, load, by, expiresAt, reference }) => ({
    orderId, slot, load, by, expiresAt, reference, status: 'held', attempts: 0,
  }),
  HoldReleased: order => at(order, { status: 'released' }),
  HoldExpired: order => at(order, { status: 'hold-expired' }),
  OrderConfirmed: (order, { load, lines, total, currency, paymentRef, customer, lateByMs }) =>
    at(order, { status: 'confirmed', load, lines, total, currency, paymentRef, customer, lateByMs }),
  OrderCancelled: (order, { reason }) => at(order, { status: 'cancelled', why: reason }),
  DeliveryStarted: (order, { attempt }) => at(order, { status: 'sending', attempts: attempt }),
  DeliveryNotSent: (order, { proof }) => at(order, { status: 'confirmed', why: `not sent: ${proof}` }),
  DeliveryRejected: (order, { code, reason }) => at(order, { status: 'confirmed', why: `rejected: ${code} ${reason}` }),
  DeliveryUnknown: (order, { why }) => at(order, { status: 'unsettled', why }),
  DeliveryProvenAbsent: order => at(order, { status: 'confirmed', why: 'the POS never got it' }),
  OrderDelivered: (order, { ticketId }) => at(order, { status: 'sent', ticketId }),
  DeliveryEscalated: (order, { cause, detail }) => at(order, { status: 'needs-a-person', why: `${cause}: ${detail}` }),
  OrderAcknowledged: order => at(order, { status: 'acknowledged' }),
  OrderInPreparation: order => at(order, { status: 'in-preparation' }),
  OrderReady: order => at(order, { status: 'ready' }),
  OrderCollected: order => at(order, { status: 'collected' }),
  OrderVoidedAtPos: order => at(order, { status: 'voided-at-pos' }),
  PosStatusNoted: order => order,
};

/** The order an event speaks of; undefined for events of the day itself. */
export const orderOf = ({ data }: OrderEvent): string | undefined => ('orderId' in data ? data.orderId : undefined);

/** The board's row after an event. */
export const boardAfter = (order: Shown, event: OrderEvent): Shown => {
  const step = steps[event.type] as (order: Shown, data: OrderEvent['data']) => Shown;
  return step(order, event.data);
};
