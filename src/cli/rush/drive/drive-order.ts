import { z } from 'zod';
import type { ScaledClock } from '../../../platform/clock/index.js';
import { codeOf, type Answer, type HttpApi } from '../http-api.js';
import { loadOfOrder, prepSecondsOf } from '../stores/load.js';
import type { RushTerms } from '../stores/terms.js';
import type { Arrival } from './arrivals.js';
import { chooseSlot, type OfferedSlot } from './slot-choice.js';
import { countOne, type Tally } from './tally.js';

/** A hold takes this long to reach the server at worst; the slot chosen must still be open then. Real milliseconds. */
const HOLD_TRAVELS_REAL_MS = 250;
const MINUTE_MS = 60_000;
const SKU_LENGTH_MAX = 60;
const NAME_LENGTH_MAX = 120;

export const ROUTES = { availability: 'availability', hold: 'hold', confirm: 'confirm' } as const;

export interface Storefront {
  readonly server: HttpApi;
  readonly clock: ScaledClock;
  readonly businessDate: string;
  readonly storeIds: readonly string[];
  /** Sets the keys of this rush apart from those of any other. */
  readonly run: string;
  readonly tally: Tally;
  readonly terms: RushTerms;
}

const availabilitySchema = z.object({ slots: z.array(z.object({ start: z.string(), state: z.string() })) });
const heldSchema = z.object({ orderId: z.string(), slot: z.string() });

/** Takes one order through the public API, as a storefront does: look, hold, confirm. Throws Unanswered. */
export const driveOrder = async (storefront: Storefront, arrival: Arrival): Promise<void> => {
  const { server, run, tally } = storefront;
  const path = dayPath(storefront, arrival);
  const looked = await server.ask({ path: `${path}/availability`, route: ROUTES.availability });
  if (looked.status >= 300) return countOne(tally.holdsRefusedBy, refusalOf(looked));
  const slot = slotFor(storefront, arrival, availabilitySchema.parse(looked.body).slots);
  if (slot === undefined) return countOne(tally.holdsRefusedBy, 'NO_SLOTS');
  const lines = linesOf(arrival);
  const { items, amount, prepSeconds } = loadOfOrder(lines);
  const held = await server.ask({
    method: 'POST',
    path: `${path}/holds`,
    key: `${run}-${keyOf(arrival)}-hold`,
    body: { slot, items, amount, prepSeconds, reference: arrival.order.number },
    route: ROUTES.hold,
  });
  if (held.status >= 300) return countOne(tally.holdsRefusedBy, refusalOf(held));
  tally.accepted += 1;
  return confirm(storefront, arrival, { ...heldSchema.parse(held.body), lines, total: amount });
};

const slotFor = (
  { clock, terms }: Storefront,
  { atMs }: Arrival,
  slots: readonly OfferedSlot[],
): string | undefined => {
  const travelMs = HOLD_TRAVELS_REAL_MS * clock.segment.speed;
  return chooseSlot(slots, atMs + terms.leadMinutes * MINUTE_MS + travelMs);
};

interface Held {
  readonly orderId: string;
  readonly slot: string;
  readonly lines: ReturnType<typeof linesOf>;
  readonly total: number;
}

const confirm = async (storefront: Storefront, arrival: Arrival, held: Held): Promise<void> => {
  const { server, run, clock, tally, terms } = storefront;
  const { orderId, slot, lines, total } = held;
  const answer = await server.ask({
    method: 'POST',
    path: `/orders/${orderId}/confirm`,
    key: `${run}-${keyOf(arrival)}-confirm`,
    body: {
      lines,
      total,
      currency: 'GBP',
      customer: arrival.customer,
      paymentRef: `${run}-${keyOf(arrival)}`,
    },
    route: ROUTES.confirm,
  });
  if (answer.status >= 300) return countOne(tally.confirmsRefusedBy, refusalOf(answer));
  const dueMs = Math.max(clock.nowMs(), Date.parse(slot) - terms.deliverMinutesBefore * MINUTE_MS);
  tally.confirmed.set(orderId, { store: arrival.store, dueMs });
  return undefined;
};

const dayPath = ({ storeIds, businessDate }: Storefront, { store }: Arrival): string =>
  `/stores/${storeIds[store] ?? ''}/days/${businessDate}`;

const keyOf = ({ store, order }: Arrival): string => `${store}-${encodeURIComponent(order.number)}`;

const linesOf = ({ order }: Arrival) =>
  order.lines.map(line => ({
    sku: skuOf(line.name),
    name: line.name.slice(0, NAME_LENGTH_MAX),
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    prepSeconds: prepSecondsOf(line),
  }));

/** The history has no article numbers: the name, in letters and digits, serves as one. */
const skuOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SKU_LENGTH_MAX)
    .replaceAll(/^-|-$/g, '') || 'item';

/** A refusal by its stable code, and by the limit that binds where there is one. */
const refusalOf = ({ status, body }: Answer): string => {
  const { limit } = body as { limit?: unknown };
  const code = codeOf(body) ?? `HTTP_${status}`;
  return typeof limit === 'string' ? `${code}:${limit}` : code;
};
