import { Problem } from '../platform/problem/index.js';
import type { OrderRejection } from './domain/order.rejections.js';

type Code = OrderRejection['code'];
type Words<C extends Code> = (rejection: Extract<OrderRejection, { code: C }>) => string;

interface Wording<C extends Code> {
  readonly status: number;
  readonly title: Words<C>;
  readonly todo: string;
}

const CHOOSE = 'Choose one of the slots named in `nearest`, or ask for availability again.';

const asTicket = (ticketId: string | undefined): string =>
  ticketId === undefined ? '' : ` as ticket ${ticketId}`;

/** Every refusal of the room, in words. A new refusal does not compile until somebody has chosen its status. */
const WORDING: { readonly [C in Code]: Wording<C> } = {
  DAY_UNOPENED: { status: 409, title: () => 'Nothing was sold on this day yet.', todo: 'Hold a slot first.' },
  STORE_UNKNOWN: {
    status: 404,
    title: ({ storeId }) => `There is no store ${storeId}.`,
    todo: 'GET /stores lists the stores.',
  },
  STORE_CLOSED: {
    status: 409,
    title: ({ businessDate }) => `The store does not open on ${businessDate}.`,
    todo: 'Choose another date.',
  },
  SLOT_TOO_FAR: {
    status: 409,
    title: ({ horizonDays }) => `The store takes orders at most ${horizonDays} days ahead.`,
    todo: 'Choose an earlier date.',
  },
  SLOT_UNKNOWN: {
    status: 409,
    title: ({ slot }) => `The store has no slot that starts at ${slot}.`,
    todo: CHOOSE,
  },
  SLOT_PAST: { status: 409, title: ({ slot }) => `The slot of ${slot} has begun.`, todo: CHOOSE },
  SLOT_TOO_SOON: {
    status: 409,
    title: ({ leadMinutes }) => `The slot closed to new orders ${leadMinutes} minutes before it starts.`,
    todo: CHOOSE,
  },
  SLOT_FULL: {
    status: 409,
    title: ({ limit, capacity, confirmed, held, asked }) =>
      `The slot takes ${capacity} ${limit}; ${confirmed} are sold and ${held} held, and ${asked} were asked for.`,
    todo: CHOOSE,
  },
  SLOT_ON_OTHER_DAY: {
    status: 409,
    title: ({ slot, businessDate }) =>
      `The slot of ${slot} is not on ${businessDate}; an order stays on its day.`,
    todo: 'Choose a slot of the same day, or cancel and order anew.',
  },
  STORE_PAUSED: {
    status: 409,
    title: ({ until, reason }) => `The store takes no new orders until ${until}: ${reason}.`,
    todo: 'Ask again then, or choose another store.',
  },
  DAY_CLOSED: {
    status: 409,
    title: ({ businessDate }) => `The books of ${businessDate} are closed.`,
    todo: 'Choose another date.',
  },
  DAY_CANNOT_CLOSE: {
    status: 409,
    title: ({ notBefore }) => `The day closes from ${notBefore} on, when every order of it has its end.`,
    todo: 'See to the orders named in `orders`.',
  },
  HOLD_QUOTA_EXCEEDED: {
    status: 429,
    title: ({ guestHoldsMax }) => `A guest may hold ${guestHoldsMax} slots of a day at a time.`,
    todo: 'Confirm or release one of them first.',
  },
  HOLD_UNKNOWN: {
    status: 404,
    title: ({ orderId }) => `There is no hold ${orderId}.`,
    todo: 'Hold a slot first.',
  },
  HOLD_EXPIRED: {
    status: 409,
    title: ({ expiredAt }) => `The hold ran out at ${expiredAt}.`,
    todo: 'Confirm it all the same, if the slot still has room, or hold a slot anew.',
  },
  RENEWAL_LIMIT: {
    status: 409,
    title: ({ renewalsMax }) => `A hold is renewed at most ${renewalsMax} times.`,
    todo: 'Confirm the order before the hold runs out.',
  },
  ORDER_UNKNOWN: {
    status: 404,
    title: ({ orderId }) => `There is no order ${orderId}.`,
    todo: 'Check the order id.',
  },
  ORDER_NOT_CONFIRMED: {
    status: 409,
    title: () => 'This is a hold, not an order.',
    todo: 'Release the hold: DELETE /orders/{orderId}/hold.',
  },
  ORDER_ALREADY_CONFIRMED: {
    status: 409,
    title: () => 'This order is confirmed already.',
    todo: 'Cancel it, if it is not wanted; hold a new slot for another order.',
  },
  ORDER_CANCELLED: { status: 409, title: () => 'This order was cancelled.', todo: 'Hold a new slot.' },
  ORDER_ALREADY_SENT: {
    status: 409,
    title: ({ ticketId }) => `The kitchen has this order${asTicket(ticketId)}.`,
    todo: 'Ask the store.',
  },
  ORDER_ALREADY_COMPLETED: {
    status: 409,
    title: () => 'This order has come to its end.',
    todo: 'Nothing is left to do.',
  },
  ORDER_INVALID: {
    status: 422,
    title: ({ field, why }) => `${field}: ${why}.`,
    todo: 'Correct the order and confirm again.',
  },
  LOAD_EXCEEDS_HOLD: {
    status: 409,
    title: ({ limit, held, asked }) => `The hold is for ${held} ${limit}; the lines come to ${asked}.`,
    todo: 'Hold a slot for the whole order, or confirm fewer lines.',
  },
  TOTAL_MISMATCH: {
    status: 422,
    title: ({ computed, claimed }) => `The lines come to ${computed}, not ${claimed}.`,
    todo: 'Charge what the lines come to, in minor units.',
  },
  TOO_LATE: {
    status: 409,
    title: ({ deadline }) => `Nothing is sent to the kitchen for this slot after ${deadline}.`,
    todo: 'Hold a later slot.',
  },
  DELIVERY_IN_FLIGHT: {
    status: 409,
    title: ({ attempt }) => `Attempt ${attempt} to hand the order to the kitchen is not settled.`,
    todo: 'Try again in a minute, or ask the store.',
  },
  DELIVERY_NEEDS_A_PERSON: {
    status: 409,
    title: () => 'A person takes care of this order.',
    todo: 'Ask the store.',
  },
  ALREADY_DELIVERED: {
    status: 409,
    title: ({ ticketId }) => `The kitchen has this order already${asTicket(ticketId)}.`,
    todo: 'Nothing is left to send.',
  },
  CANCELLATION_REQUESTED: {
    status: 409,
    title: () => 'This order is being called off.',
    todo: 'Wait for the POS’s answer, or hold a new slot.',
  },
  STALE_OWNER: {
    status: 409,
    title: ({ account, epoch }) => `The account ${account} has a newer owner, of epoch ${epoch}.`,
    todo: 'Nothing is sent by this node.',
  },
  ACCOUNT_CHANGED: {
    status: 409,
    title: ({ account, location }) => `The store’s POS is ${account}/${location} now.`,
    todo: 'Send the order there.',
  },
  NOTHING_TO_RESEND: {
    status: 409,
    title: () => 'No attempt of this order is open.',
    todo: 'Look at the order again.',
  },
  RESEND_UNSAFE: {
    status: 409,
    title: ({ until }) =>
      `This POS knows the order again ${until === undefined ? 'never' : `until ${until}`}.`,
    todo: 'Look the order up at the POS.',
  },
  NOTHING_TO_VOID: {
    status: 409,
    title: () => 'There is no ticket of this order to take back.',
    todo: 'Look at the order again.',
  },
  TICKET_ELSEWHERE: {
    status: 409,
    title: ({ account = 'another place' }) => `The ticket of this order was made at ${account}.`,
    todo: 'Have it taken back there.',
  },
  VOID_IN_FLIGHT: {
    status: 409,
    title: ({ attempt }) => `Attempt ${attempt} to take the ticket back is not settled.`,
    todo: 'Wait for its outcome.',
  },
  ORDER_STILL_OWED: {
    status: 409,
    title: () => 'The kitchen still needs the guest’s name for this order.',
    todo: 'Forget the guest once the order is handed over, or cancel it first.',
  },
};

/** A refusal of the room as an answer, with the facts it rests on. */
export const orderProblem = (rejection: OrderRejection): Problem => {
  const { code, ...facts } = rejection;
  const { status, title, todo } = WORDING[code] as Wording<Code>;
  return new Problem(status, code, { title: title(rejection), todo, facts });
};
