import type { DayPlan } from '../../src/stores/index.js';
import type { EventNamed, Load, OrderLine, Sealed } from '../../src/orders/domain/order.events.js';
import { dateIn } from '../../src/platform/zones/index.js';

/** One value of everything a service day is made of. A spec overrides what it is about, and nothing else. */

const MINUTE_MS = 60_000;
const SLOT_MINUTES = 15;
const FIRST_SLOT = '2031-06-02T12:00:00.000Z';

export const STORE_ID = 'sto_0000000000001';
export const ORDER_ID = 'ord_1';
export const OTHER_ORDER_ID = 'ord_2';
export const TICKET_ID = 'tick_1';
export const STOREFRONT = 'storefront-1';
export const OPERATOR = 'operator-1';
export const GUEST = 'guest-1';
/** Long enough before the first slot that nothing is too late yet. */
export const MORNING = '2031-06-02T09:00:00.000Z';

export const after = (instant: string, minutes: number, milliseconds = 0): string =>
  new Date(Date.parse(instant) + minutes * MINUTE_MS + milliseconds).toISOString();
export const before = (instant: string, minutes: number): string => after(instant, -minutes);

/** The start of the n-th slot, from 0. */
export const slot = (n: number): string => after(FIRST_SLOT, n * SLOT_MINUTES);

/** When a hold given in the morning is over. */
export const MORNING_HOLD_ENDS = after(MORNING, 10);

export const terms = (changes: Partial<DayPlan['terms']> = {}): DayPlan['terms'] => ({
  slotMinutes: SLOT_MINUTES,
  limits: { orders: 2 },
  holdMinutes: 10,
  renewalsMax: 2,
  guestHoldsMax: 4,
  leadMinutes: 20,
  deliverMinutesBefore: 15,
  giveUpMinutesBefore: 5,
  horizonDays: 7,
  fewPercent: 20,
  closeAfterHours: 6,
  ...changes,
});

export interface PlanChanges extends Partial<Omit<DayPlan, 'slots' | 'terms'>> {
  /** How many slots there are. */
  readonly slots?: number;
  /** The first of them; see `slot`. */
  readonly from?: number;
  /** Limits of every slot. */
  readonly limits?: DayPlan['terms']['limits'];
  readonly terms?: Partial<DayPlan['terms']>;
}

export const plan = ({
  slots = 4,
  from = 0,
  limits = { orders: 2 },
  terms: changes,
  ...rest
}: PlanChanges = {}): DayPlan => ({
  storeId: STORE_ID,
  businessDate: dateIn('Europe/London', FIRST_SLOT),
  zone: 'Europe/London',
  currency: 'GBP',
  slots: Array.from({ length: slots }, (_, n) => ({
    start: slot(from + n),
    end: slot(from + n + 1),
    limits,
  })),
  terms: terms({ limits, ...changes }),
  storeRevision: '0',
  posAccount: { account: 'simulator', location: 'high-street' },
  ...rest,
});

export const dayOpened = (changes: PlanChanges = {}): EventNamed<'ServiceDayOpened'> => {
  const data = plan(changes);
  return { type: 'ServiceDayOpened', data: { ...data, slots: [...data.slots] } };
};

export const line = (changes: Partial<OrderLine> = {}): OrderLine => ({
  sku: 'soup',
  name: 'Soup of the day',
  quantity: 2,
  unitPrice: 450,
  prepSeconds: 60,
  ...changes,
});

/** The load of one `line()`. */
export const load = (changes: Partial<Load> = {}): Load => ({
  orders: 1,
  items: 2,
  amount: 900,
  prepSeconds: 120,
  ...changes,
});

export const customer = (): Sealed => ({ keyId: ORDER_ID, nonce: 'bm9uY2U', ciphertext: 'c2VhbGVk' });
