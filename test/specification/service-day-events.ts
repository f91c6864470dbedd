import type { EventNamed, OrderEvent } from '../../src/orders/domain/order.events.js';
import {
  before,
  customer,
  line,
  load,
  MORNING_HOLD_ENDS,
  OPERATOR,
  ORDER_ID,
  plan,
  slot,
  STOREFRONT,
  TICKET_ID,
  type PlanChanges,
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
  guest: false,
});

export const holdRenewed = fact('HoldRenewed', {
  ...ofOrder,
  expiresAt: MORNING_HOLD_ENDS,
  renewal: 1,
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

export const orderMoved = fact('OrderMoved', { ...ofOrder, from: slot(0), to: slot(1), by: STOREFRONT });

export const cancellationRequested = fact('CancellationRequested', {
  ...ofOrder,
  by: STOREFRONT,
  reason: 'changed my mind',
});

export const personalDataForgotten = fact('PersonalDataForgotten', { ...ofOrder, by: OPERATOR });

export const orderCancelled = fact('OrderCancelled', {
  ...ofOrder,
  by: STOREFRONT,
  reason: 'changed my mind',
});

export const cancellationTold = fact('CancellationTold', { ...ofOrder, by: 'webhook' });

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
  acceptedMeans: 'pos',
  resendUntil: '2026-01-05T10:04:50.000Z',
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

export const ticketNotShown = fact('TicketNotShown', { ...ofAttempt, ticketId: TICKET_ID });

export const deliveryEscalated = fact('DeliveryEscalated', {
  ...ofOrder,
  cause: 'gave-up',
  detail: 'it could not be sent in time',
  deadline: before(slot(0), 5),
  attempts: 0,
  outcomeOpen: false,
});

export const deliveryResent = fact('DeliveryResent', {
  ...ofAttempt,
  epoch: 1,
  sendBy: '2026-01-05T10:00:12.000Z',
});
export const redeliveryOrdered = fact('RedeliveryOrdered', {
  ...ofOrder,
  by: OPERATOR,
  why: 'the kitchen has not got it',
  until: slot(1),
});
export const deliveryResolved = fact('DeliveryResolved', {
  ...ofOrder,
  by: OPERATOR,
  why: 'told by phone',
  as: 'handed-over',
});

export const voidStarted = fact('VoidStarted', {
  ...ofAttempt,
  ticketId: TICKET_ID,
  epoch: 1,
  sendBy: '2026-01-05T10:01:02.000Z',
  account: 'simulator',
  location: 'high-street',
  endpoint: 'http://pos.example/v1',
  adapter: 'simulator',
});
export const orderVoided = fact('OrderVoided', { ...ofOrder, ticketId: TICKET_ID, learnedBy: 'reply' });
export const voidRefused = fact('VoidRefused', { ...ofAttempt, reason: 'it is being cooked' });
export const voidUnknown = fact('VoidUnknown', { ...ofAttempt, why: 'no answer in time' });

export const ownershipTaken = fact('DeliveryOwnershipTaken', { account: 'simulator', epoch: 2 });

export const dayClosed = fact('ServiceDayClosed', {
  totals: {
    orders: 0,
    delivered: 0,
    collected: 0,
    cancelled: 0,
    voided: 0,
    escalated: 0,
    items: 0,
    amount: 0,
  },
  digest: 'ZGlnZXN0',
  throughRevision: '0',
});

/** The day is sold under another plan of its store, made from its revision 1 unless it says otherwise. */
export const termsChanged = ({
  overbooked = [],
  outside = [],
  ...changes
}: PlanChanges &
  Partial<
    Pick<EventNamed<'ServiceDayTermsChanged'>['data'], 'overbooked' | 'outside'>
  > = {}): EventNamed<'ServiceDayTermsChanged'> => {
  const { slots, terms, posAccount, storeRevision, pause } = plan({ storeRevision: '1', ...changes });
  const sale = { slots: [...slots], terms, posAccount, storeRevision };
  const data = { ...sale, ...(pause === undefined ? {} : { pause }), overbooked, outside };
  return { type: 'ServiceDayTermsChanged', data };
};

export const orderAcknowledged = fact('OrderAcknowledged', ofTicket);
export const orderInPreparation = fact('OrderInPreparation', ofTicket);
export const orderReady = fact('OrderReady', ofTicket);
export const orderCollected = fact('OrderCollected', ofTicket);
export const orderVoidedAtPos = fact('OrderVoidedAtPos', ofTicket);

/** The POS voided it by itself, and a person was told. */
export const voidedByPos = (
  changes: Partial<EventNamed<'OrderVoidedAtPos'>['data']> = {},
  attempts = 1,
): [EventNamed<'OrderVoidedAtPos'>, EventNamed<'DeliveryEscalated'>] => [
  orderVoidedAtPos(changes),
  deliveryEscalated({
    cause: 'voided-at-pos',
    detail: 'the POS voided its ticket tick_1 and nobody called it off; the guest has to be told',
    attempts,
  }),
];
export const ticketReopened = fact('TicketReopened', ofTicket);
export const posStatusNoted = fact('PosStatusNoted', {
  ...ofTicket,
  status: 'mislaid',
  why: 'unknown-status',
});

/** A hold of the morning, whose order was then confirmed. */
export const heldAndConfirmed = (
  changes: Partial<Pick<EventNamed<'TimeslotHeld'>['data'], 'orderId' | 'slot' | 'load'>> = {},
): readonly OrderEvent[] => [timeslotHeld(changes), orderConfirmed(changes)];
