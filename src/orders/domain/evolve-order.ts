import type { Recording } from '../../event-sourcing/decider.js';
import { openClaimOf, orderedUntil, type Claim, type Delivery, type Voiding } from './delivery.js';
import { closeHold, hearOwner, tally } from './evolve-sale.js';
import { minus, plus } from './load.js';
import type { EventNamed } from './order.events.js';
import {
  isConfirmed,
  KITCHEN_STEPS,
  type ConfirmedOrder,
  type KitchenStep,
  type ServiceDay,
  type Telling,
} from './service-day.js';

/** What becomes of a confirmed order: moving, calling off, handing over, and the kitchen's part. */

export const confirm = (
  day: ServiceDay,
  data: EventNamed<'OrderConfirmed'>['data'],
  { at, revision }: Recording,
): void => {
  const { orderId, slot, load, lines, total, paymentRef, customer } = data;
  closeHold(day, orderId);
  day.orders.set(orderId, {
    status: 'confirmed',
    orderId,
    slot,
    load,
    by: day.orders.get(orderId)?.by ?? '',
    revision,
    confirmedAt: at,
    total,
    paymentRef,
    customer,
    lines,
    delivery: { state: 'waiting', attempts: 0 },
    cancellation: undefined,
    voiding: { state: 'none' },
    telling: undefined,
    escalation: undefined,
    forgotten: false,
    kitchen: 'none',
    ticketVersion: 0,
    kitchenVersion: 0,
    stepsBack: [],
    otherTickets: new Map(),
  });
  tally(day, slot, { confirmed: sums => plus(sums, load) });
};

/** Facts about orders the day does not know are passed over: history is never refused. */
export const change = (
  day: ServiceDay,
  orderId: string,
  { revision }: Recording,
  next: (order: ConfirmedOrder) => Partial<ConfirmedOrder>,
): void => {
  const order = day.orders.get(orderId);
  if (isConfirmed(order)) day.orders.set(orderId, { ...order, ...next(order), revision });
};

export const move = (
  day: ServiceDay,
  { orderId, from, to }: EventNamed<'OrderMoved'>['data'],
  recording: Recording,
): void => {
  const order = day.orders.get(orderId);
  if (order?.status !== 'confirmed') return;
  tally(day, from, { confirmed: sums => minus(sums, order.load) });
  tally(day, to, { confirmed: sums => plus(sums, order.load) });
  change(day, orderId, recording, ({ delivery: { attempts } }) => ({
    slot: to,
    delivery: { state: 'waiting', attempts },
    escalation: undefined,
  }));
};

/** The order is off, by us or by the POS, and its capacity is free: once. The first end it came to stays its end. */
export const withdraw = (
  day: ServiceDay,
  orderId: string,
  recording: Recording,
  end: (order: ConfirmedOrder) => Partial<ConfirmedOrder> & Pick<ConfirmedOrder, 'status'>,
): void => {
  const order = day.orders.get(orderId);
  if (order?.status === 'confirmed') {
    tally(day, order.slot, { confirmed: sums => minus(sums, order.load) });
  }
  change(day, orderId, recording, before => ({
    ...end(before),
    ...(before.status === 'confirmed' ? {} : { status: before.status }),
  }));
};

export const deliver = (
  day: ServiceDay,
  orderId: string,
  recording: Recording,
  next: (before: Delivery) => Delivery,
): void => change(day, orderId, recording, ({ delivery }) => ({ delivery: next(delivery) }));

/** An operator's order to send once more outlives its attempts. */
const asOrdered = (before: Delivery): { readonly until?: string } => {
  const until = orderedUntil(before);
  return until === undefined ? {} : { until };
};

export const toInFlight =
  (claim: Claim) =>
  (before: Delivery): Delivery => ({
    state: 'in-flight',
    attempts: claim.attempt,
    claim,
    ...asOrdered(before),
  });

/** The claim is repeated, perhaps by a newer owner: it counts from its newest `sendBy`. */
export const resend = (
  day: ServiceDay,
  { orderId, epoch, sendBy }: EventNamed<'DeliveryResent'>['data'],
  recording: Recording,
): void =>
  deliver(day, orderId, recording, before => {
    if (before.state !== 'unknown') return before;
    hearOwner(day, { account: before.claim.account, epoch });
    return { ...before, claim: { ...before.claim, epoch, sendBy } };
  });

export const toWaiting = (before: Delivery): Delivery => ({
  state: 'waiting',
  attempts: before.attempts,
  ...asOrdered(before),
});

export const toUnknown = (before: Delivery): Delivery =>
  before.state === 'in-flight' ? { ...before, state: 'unknown' } : before;

/** A ticket that another account shows was not made by the claim that is open. */
export const toDelivered =
  (ticketId: string | undefined, account?: string) =>
  (before: Delivery): Delivery => {
    const open = openClaimOf(before);
    const claim = (account ?? open?.account) === open?.account ? open : undefined;
    return { state: 'delivered', attempts: before.attempts, ticketId, claim };
  };

/** What the kitchen has stays delivered: then the person is told of something else. What a relay alone has does not. */
const toEscalated =
  (cause: EventNamed<'DeliveryEscalated'>['data']['cause']) =>
  (before: Delivery): Delivery =>
    before.state === 'delivered' && cause !== 'not-acknowledged' ? before : toPerson(before);

/** The claim behind a ticket that nobody has seen is as open as one without an answer. */
export const toPerson = (before: Delivery): Delivery => ({
  state: 'escalated',
  attempts: before.attempts,
  openClaim: before.state === 'delivered' ? before.claim : openClaimOf(before),
  resolved: false,
});

/** A person is told of the order; where it is that nobody knows of its cancellation, its delivery is left as it was. */
export const escalate =
  (cause: EventNamed<'DeliveryEscalated'>['data']['cause']) =>
  ({ delivery, telling }: ConfirmedOrder): Partial<ConfirmedOrder> => {
    const untold = cause === 'cancellation-untold';
    return {
      ...(untold ? {} : { delivery: toEscalated(cause)(delivery), escalation: cause }),
      ...(untold || cause === 'event-parked' ? { telling: telling && { ...telling, escalated: true } } : {}),
    };
  };

export const untold = ({ at }: Recording): Telling => ({ since: at, toldBy: undefined, escalated: false });

export const toResolved =
  (as: EventNamed<'DeliveryResolved'>['data']['as']) =>
  (before: Delivery): Delivery =>
    as === 'handed-over'
      ? toDelivered(undefined)(before)
      : { state: 'escalated', attempts: before.attempts, openClaim: undefined, resolved: true };

export const toVoidUnknown = ({ voiding }: ConfirmedOrder): { readonly voiding: Voiding } => ({
  voiding: voiding.state === 'in-flight' ? { ...voiding, state: 'unknown' } : voiding,
});

export const claimOfVoid = ({ voiding }: ConfirmedOrder) =>
  voiding.state === 'none' ? undefined : voiding.claim;

export const moveKitchen = (
  day: ServiceDay,
  { orderId, version }: { readonly orderId: string; readonly version: number },
  kitchen: KitchenStep,
  recording: Recording,
): void =>
  change(day, orderId, recording, ({ ticketVersion }) => ({
    kitchen,
    kitchenVersion: version,
    ticketVersion: Math.max(ticketVersion, version),
  }));

/** A note counts as having seen that version, of the order's own ticket or of another one. */
export const note = (
  day: ServiceDay,
  { orderId, ticketId, version, posAt, status, why }: EventNamed<'PosStatusNoted'>['data'],
  recording: Recording,
): void =>
  change(day, orderId, recording, ({ otherTickets, stepsBack }) => {
    if (why === 'other-ticket') return { otherTickets: new Map([...otherTickets, [ticketId, version]]) };
    const step = KITCHEN_STEPS.find(known => known === status);
    return {
      ticketVersion: version,
      stepsBack: step === undefined ? stepsBack : [...stepsBack, { step, version, posAt }],
    };
  });
