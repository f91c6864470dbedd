import type { EventNamed, OrderEvent } from '../../orders/index.js';
import type { DayTold, OrderTold } from './day-told.js';

/** What storefronts and alarm receivers can be told of. */
export const WEBHOOK_TYPES = ['confirmed', 'escalated', 'cancelled', 'voided', 'ready'] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** What an event tells of its order. Nothing that a person typed is in it: it may speak of the guest. */
export interface Tidings {
  readonly type: WebhookType;
  readonly orderId: string;
  readonly slot: string;
  /** Who confirmed the order. */
  readonly principal: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Payment {
  readonly paymentRef: string;
  readonly total: number;
  readonly currency: string;
}

type Words = {
  readonly [Type in OrderEvent['type']]?: (
    data: EventNamed<Type>['data'],
    payment: Payment,
  ) => Pick<Tidings, 'type' | 'data'>;
};

const WORDS: Words = {
  OrderConfirmed: (_, payment) => ({ type: 'confirmed', data: { ...payment } }),
  OrderCancelled: (_, payment) => ({ type: 'cancelled', data: { ...payment } }),
  OrderVoided: ({ ticketId }, payment) => ({
    type: 'voided',
    data: { ...payment, ticketId, calledOff: true },
  }),
  OrderVoidedAtPos: ({ ticketId }, payment) => ({
    type: 'voided',
    data: { ...payment, ticketId, calledOff: false },
  }),
  OrderReady: ({ ticketId }) => ({ type: 'ready', data: { ticketId } }),
  DeliveryEscalated: ({ cause, deadline, attempts, outcomeOpen }) => ({
    type: 'escalated',
    data: { cause, deadline, attempts, outcomeOpen },
  }),
};

/** Events of this type are told, if somebody wants to hear of them. */
export const isTold = (type: string): boolean => Object.hasOwn(WORDS, type);

/** What an event, just folded into its day, tells; undefined where it is nothing that webhooks are about. */
export const tidingsIn = (event: OrderEvent, day: DayTold): Tidings | undefined => {
  const order = 'orderId' in event.data ? day.orders.get(event.data.orderId) : undefined;
  return order && tell(event, order, day.currency);
};

const tell = (
  { type, data }: OrderEvent,
  { orderId, slot, principal, paymentRef, total }: OrderTold,
  currency: string,
): Tidings | undefined => {
  const say = WORDS[type] as
    ((data: OrderEvent['data'], payment: Payment) => Pick<Tidings, 'type' | 'data'>) | undefined;
  return say && { orderId, slot, principal, ...say(data, { paymentRef, total, currency }) };
};
