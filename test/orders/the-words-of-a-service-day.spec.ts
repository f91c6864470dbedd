import type { Decision } from '../../src/event-sourcing/decider.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import { orderEvents, type EventNamed, type OrderEvent } from '../../src/orders/domain/order.events.js';
import type { BindingLimit, OrderRejection } from '../../src/orders/domain/order.rejections.js';
import type { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { ConfirmedOrder, Order } from '../../src/orders/domain/service-day.js';

/** `true` for two types that are the same, and nothing else: what is said here is checked by the compiler. */
type Same<A, B> = [Marked<A>] extends [Marked<B>] ? ([Marked<B>] extends [Marked<A>] ? true : false) : false;
type Marked<A> = <T>() => T extends A ? 1 : 2;

const EVENTS = [
  'ServiceDayOpened',
  'ServiceDayTermsChanged',
  'DeliveryOwnershipTaken',
  'ServiceDayClosed',
  'TimeslotHeld',
  'HoldRenewed',
  'HoldReleased',
  'HoldExpired',
  'OrderConfirmed',
  'OrderMoved',
  'CancellationRequested',
  'OrderCancelled',
  'CancellationTold',
  'PersonalDataForgotten',
  'DeliveryStarted',
  'DeliveryResent',
  'DeliveryNotSent',
  'DeliveryRejected',
  'DeliveryUnknown',
  'DeliveryProvenAbsent',
  'OrderDelivered',
  'TicketNotShown',
  'DeliveryEscalated',
  'RedeliveryOrdered',
  'DeliveryResolved',
  'VoidStarted',
  'OrderVoided',
  'VoidRefused',
  'VoidUnknown',
  'OrderAcknowledged',
  'OrderInPreparation',
  'OrderReady',
  'OrderCollected',
  'OrderVoidedAtPos',
  'TicketReopened',
  'PosStatusNoted',
] as const;

const COMMANDS = [
  'HoldTimeslot',
  'RenewHold',
  'ReleaseHold',
  'ExpireHold',
  'ConfirmOrder',
  'MoveOrder',
  'CancelOrder',
  'RecordCancellationTold',
  'ForgetGuest',
  'StartDelivery',
  'ResendDelivery',
  'RecordDelivery',
  'EscalateDelivery',
  'RedeliverOrder',
  'ResolveDelivery',
  'StartVoid',
  'RecordVoid',
  'RecordPosUpdate',
  'ApplyStoreTerms',
  'TakeDeliveryOwnership',
  'CloseServiceDay',
] as const;

describe('the words of a service day', () => {
  it('are these events, and no other', () => {
    const exhaustive: Same<OrderEvent['type'], (typeof EVENTS)[number]> = true;
    expect([exhaustive, orderEvents.map(({ type }) => type)]).toEqual([true, EVENTS]);
  });

  it('are these commands, and no other', () => {
    const exhaustive: Same<OrderCommand['type'], (typeof COMMANDS)[number]> = true;
    expect([exhaustive, new Set(COMMANDS).size]).toEqual([true, COMMANDS.length]);
  });

  it('tell an event by its type, down to its fields', () => {
    const learnedBy: Same<EventNamed<'OrderDelivered'>['data']['learnedBy'], 'reply' | 'look-up' | 'feed'> =
      true;
    const oneOrder: Same<EventNamed<'TimeslotHeld'>['data']['load']['orders'], 1> = true;
    const maybeLate: Same<EventNamed<'OrderConfirmed'>['data']['lateByMs'], number | undefined> = true;
    expect([learnedBy, oneOrder, maybeLate]).not.toContain(false);
  });

  it('answer a command with events or with a refusal, and a full slot with the limit that binds', () => {
    type Answer = ReturnType<typeof serviceDayDecider.decide>;
    type Full = Extract<OrderRejection, { code: 'SLOT_FULL' }>;
    const answer: Same<Answer, Decision<OrderEvent, OrderRejection>> = true;
    const explains: Full extends BindingLimit & { readonly nearest: readonly string[] } ? true : false = true;
    expect([answer, explains]).toEqual([true, true]);
  });

  it('give a delivery to confirmed orders alone', () => {
    const delivered: Same<Extract<Order, { delivery: unknown }>, ConfirmedOrder> = true;
    expect(delivered).toBe(true);
  });
});
