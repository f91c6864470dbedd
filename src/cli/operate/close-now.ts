import { dateIn } from '../../platform/zones/index.js';
import { SystemError } from '../system/index.js';
import { Refused, type OperatorApi, type Order, type Slot } from './operator-api.js';

export interface CloseNow {
  readonly storeId: string;
  readonly why: string;
  /** When the store sells again; the end of its present day where it is not said. */
  readonly until?: string;
  readonly orders: 'list' | 'cancel' | 'move';
}

export interface ClosedStretch {
  readonly businessDate: string;
  /** Start of the first slot that is closed. */
  readonly from: string;
  readonly until: string;
  /** True while the open day has not got the change yet. */
  readonly pending: boolean;
}

export interface OrderFate {
  readonly orderId: string;
  readonly slot: string;
  readonly status: string;
  readonly outcome: 'listed' | 'cancelled' | 'cancellation-requested' | 'moved' | 'refused';
  /** Start of the slot it was moved to. */
  readonly to?: string;
  /** Why it was refused. */
  readonly why?: string;
}

export interface Closing {
  readonly storeId: string;
  readonly closed: readonly ClosedStretch[];
  readonly orders: readonly OrderFate[];
}

const DAY_MS = 86_400_000;
/** Of these an order may still be waited for. */
const UNDER_WAY = 'confirmed,sending,unsettled,needs-a-person,sent,acknowledged,in-preparation,ready';
/** Slots that are tried for one order. */
const TRIES_MAX = 5;

/**
 * Stops selling a store's slots from now on, and sees to the orders that stand in them. Told again, it changes nothing
 * that was done, and sees to the orders that were confirmed meanwhile.
 */
export const closeNow = async (api: OperatorApi, asked: CloseNow): Promise<Closing> => {
  const { storeId } = asked;
  const stretches = await stretchesToClose(api, asked);
  const closed: ClosedStretch[] = [];
  const fates: OrderFate[] = [];
  for (const { businessDate, from, until } of stretches) {
    const override = { businessDate, from, to: until, limits: { orders: 0 }, why: asked.why };
    const key = `close-now ${storeId} ${JSON.stringify(override)}`;
    const { position, pendingDays } = await api.override(storeId, override, key);
    closed.push({ businessDate, from, until, pending: pendingDays.includes(businessDate) });
    const query = { status: UNDER_WAY, slotFrom: from, slotTo: until };
    const orders = await api.orders(storeId, businessDate, query, position);
    for (const order of orders) fates.push(await seeTo(api, asked, order, until));
  }
  return { storeId, closed, orders: fates };
};

/** What is to be closed: of each business date that is under way or near, the slots from now until then. */
const stretchesToClose = async (
  api: OperatorApi,
  { storeId, until }: CloseNow,
): Promise<readonly Omit<ClosedStretch, 'pending'>[]> => {
  const now = await api.now();
  if (until !== undefined && until <= now) throw new SystemError(`--until ${until} is over: it is ${now}`);
  const { zone } = await api.day(storeId, now.slice(0, 10));
  const today = dateIn(zone, now);
  const found: Omit<ClosedStretch, 'pending'>[] = [];
  for (const businessDate of [dateAfter(today, -1), today, dateAfter(today, 1)]) {
    const { slots } = await api.day(storeId, businessDate);
    const ahead = slots.filter(({ start }) => start > now);
    const stretch = stretchOf(ahead, until);
    if (stretch !== undefined) found.push({ businessDate, ...stretch });
    // Without a word on it, the day that is under way is closed to its end, and the next one opens as ever.
    if (stretch !== undefined && until === undefined) break;
  }
  return found;
};

const stretchOf = (slots: readonly Slot[], until: string | undefined) => {
  const closing = until === undefined ? slots : slots.filter(({ start }) => start < until);
  const [first] = closing;
  const last = closing.at(-1);
  return first === undefined || last === undefined
    ? undefined
    : { from: first.start, until: until ?? last.end };
};

const seeTo = (api: OperatorApi, asked: CloseNow, order: Order, until: string): Promise<OrderFate> => {
  switch (asked.orders) {
    case 'list':
      return Promise.resolve({ ...named(order), outcome: 'listed' });
    case 'cancel':
      return cancel(api, asked, order);
    case 'move':
      return move(api, asked, order, until);
  }
};

const named = ({ orderId, slot, status }: Order) => ({ orderId, slot, status });

const cancel = async (api: OperatorApi, { why }: CloseNow, order: Order): Promise<OrderFate> => {
  try {
    const status = await api.cancel(order.orderId, why);
    return { ...named(order), outcome: status === 'cancelled' ? 'cancelled' : 'cancellation-requested' };
  } catch (refusal) {
    return refused(order, refusal);
  }
};

/** Takes an order to the first slot after the closing that has room for it. */
const move = async (
  api: OperatorApi,
  { storeId }: CloseNow,
  order: Order,
  until: string,
): Promise<OrderFate> => {
  const { slots } = await api.day(storeId, order.businessDate);
  const open = slots.filter(({ start, state }) => start >= until && (state === 'open' || state === 'few'));
  let last: unknown = new Refused('NO_SLOT', 'no slot of this day is open after the closing');
  for (const { start } of open.slice(0, TRIES_MAX)) {
    try {
      await api.move(order.orderId, start);
      return { ...named(order), outcome: 'moved', to: start };
    } catch (refusal) {
      last = refusal;
      if (!(refusal instanceof Refused) || refusal.code !== 'SLOT_FULL') break;
    }
  }
  return refused(order, last);
};

/** One order that cannot be seen to does not keep the others waiting; a server that is gone does. */
const refused = (order: Order, refusal: unknown): OrderFate => {
  if (!(refusal instanceof Refused)) throw refusal;
  return { ...named(order), outcome: 'refused', why: `${refusal.code}: ${refusal.message}` };
};

const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);
