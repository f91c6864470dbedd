import type { EventNamed, OrderEvent } from '../../src/orders/domain/order.events.js';
import {
  before,
  customer,
  line,
  load,
  MORNING_HOLD_ENDS,
  ORDER_ID,
  slot,
  STOREFRONT,
  TICKET_ID,
} from './service-day-controls.js';

/** One of every fact of a service day, about one order in the first slot; a spec overrides what it is about. */
const fact =
  <Type extends OrderEvent['type']>(type: Type, usual: EventNamed<Type>['data']) =>
  (changes: Partial<EventNamed<Type>['data']> = {}): EventNamed<Type> =>
    ({ type, data: { ...usual, ...changes } }) as unknown as EventNamed<Type>;

const ofOrder = { orderId: ORDER_ID };
const ofAttempt = { ...ofOrder, attempt: 1 };
const ofTicket = { ...ofOrder, ticketId: TICKET_ID, version: 1, posAt: '2031-06-02T12:46:10+01:00' };

export const timeslotHeld = fact('TimeslotHeld', {
  ...ofOrder,
  slot: slot(0),
  load: load(),
  expiresAt: MORNING_HOLD_ENDS,
  by: STOREFRONT,
});

export const holdReleased = fact('HoldReleased', { ...ofOrder, by: STOREFRONT });
export const holdExpired = fact('HoldExpired', ofOrder);

export const orderConfirmed = fact('OrderConfirmed', {
  ...ofOrder,
  slot: slot(0),
  load: load(),
  lines: [line()],
  total: 900,
  currency: 'GBP',
  customer: customer(),
  paymentRef: 'pay_1',
});

export const orderCancelled = fact('OrderCancelled', {
  ...ofOrder,
  by: STOREFRONT,
  reason: 'changed my mind',
});

export const deliveryStarted = fact('DeliveryStarted', {
  ...ofAttempt,
  key: ORDER_ID,
  epoch: 1,
  sendBy: '2026-01-05T10:00:02.000Z',
  deadline: before(slot(0), 5),
  account: 'simulator',
  location: 'high-street',
  endpoint: 'http://pos.example/v1',
  adapter: 'simulator',
  rendererVersion: 1,
  bodyHmac: 'aG1hYw',
});

export const deliveryNotSent = fact('DeliveryNotSent', { ...ofAttempt, proof: 'connection refused' });
export const deliveryRejected = fact('DeliveryRejected', {
  ...ofAttempt,
  code: 'UNKNOWN_SKU',
  reason: 'no soup',
});
export const deliveryUnknown = fact('DeliveryUnknown', { ...ofAttempt, why: 'no answer in time' });
export const deliveryProvenAbsent = fact('DeliveryProvenAbsent', ofAttempt);
export const orderDelivered = fact('OrderDelivered', { ...ofOrder, ticketId: TICKET_ID, learnedBy: 'reply' });

export const deliveryEscalated = fact('DeliveryEscalated', {
  ...ofOrder,
  cause: 'gave-up',
  detail: 'it could not be sent in time',
  deadline: before(slot(0), 5),
  attempts: 0,
  outcomeOpen: false,
});

export const orderAcknowledged = fact('OrderAcknowledged', ofTicket);
export const orderInPreparation = fact('OrderInPreparation', ofTicket);
export const orderReady = fact('OrderReady', ofTicket);
export const orderCollected = fact('OrderCollected', ofTicket);
export const orderVoidedAtPos = fact('OrderVoidedAtPos', ofTicket);
export const posStatusNoted = fact('PosStatusNoted', {
  ...ofTicket,
  status: 'mislaid',
  why: 'unknown-status',
});

/** A hold of the morning, whose order was then confirmed. */
export const heldAndConfirmed = (
  changes: Partial<Pick<EventNamed<'TimeslotHeld'>['data'], 'orderId' | 'slot' | 'load'>> = {},
): readonly OrderEvent[] => [timeslotHeld(changes), orderConfirmed(changes)];
