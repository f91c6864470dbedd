import fc from 'fast-check';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import type { OrderCommand } from '../../src/orders/domain/order.commands.js';
import { storeDecider } from '../../src/stores/domain/store.decider.js';
import type { OpeningPeriod } from '../../src/stores/domain/store.events.js';
import type { StoreCommand } from '../../src/stores/domain/store.commands.js';
import * as stores from '../specification/store-controls.js';
import * as days from '../specification/service-day.js';
import { DATE, DAY, STORE, type Fact } from './counter.js';

/** A random day of a store: what is sold, and what the store is sold under meanwhile. */

const ORDERS = 5;
const { after, before, MORNING, slot } = days;
/** Beyond, a store forgets what it overrode for the date. */
const LATEST = '2031-06-03T12:00:00.000Z';

export type Told =
  | { readonly to: 'store'; readonly command: (now: string) => StoreCommand }
  | { readonly to: 'day'; readonly command: OrderCommand }
  /** The day is told what its store is sold under now. */
  | { readonly to: 'day'; readonly command: 'carry' }
  | { readonly to: 'day'; readonly command: 'close' };

export interface Turn {
  /** Milliseconds until it comes, or how many of them beside the end of the answer that is being given. */
  readonly afterMs: number | { readonly beside: number };
  /** How far the clock of the node that decides is ahead of the one that answers. */
  readonly aheadMs: number;
  /** One after the other. */
  readonly tells: readonly Told[];
  /** Where in the log a model begins anew after it, as a share of the log; most do not. */
  readonly restartAt: number | undefined;
}

export interface RandomDay {
  readonly startsAt: string;
  readonly turns: readonly Turn[];
}

const CARRY = { to: 'day', command: 'carry' } as const;
const CLOSE = { to: 'day', command: 'close' } as const;

const limits = fc.constantFrom(
  { orders: 1 },
  { orders: 2, items: 5 },
  { items: 4, amount: 2_000 },
  { orders: 4, prepSeconds: 400 },
  { orders: 0 },
);
const orderIds = fc.integer({ min: 1, max: ORDERS }).map(n => `ord_${n}`);
const slots = fc.integer({ min: 0, max: 4 }).map(slot);
const hours = fc.constantFrom<OpeningPeriod[]>(
  [{ opens: '13:00', closes: '14:00' }],
  [{ opens: '13:15', closes: '14:30' }],
  [
    { opens: '14:00', closes: '14:30' },
    { opens: '13:00', closes: '13:30' },
  ],
  [],
);

const ofStore: fc.Arbitrary<readonly Told[]> = fc
  .oneof(
    fc
      .integer({ min: 1, max: 90 })
      .map(minutes => (now: string) => stores.pauseStore({ until: after(now, minutes) })),
    fc.constant(() => stores.resumeStore()),
    fc
      .record({
        limits,
        leadMinutes: fc.constantFrom(6, 20, 45),
        fewPercent: fc.constantFrom(0, 20, 60),
        horizonDays: fc.constantFrom(7, 7, 1),
      })
      .map(changes => () => stores.changeTerms({ terms: days.terms(changes) })),
    hours.map(monday => () => stores.changeHours({ hours: stores.hours({ monday }) })),
    fc
      .record({ from: slots, to: slots, limits: fc.option(limits) })
      .map(changes => () => stores.overrideCapacity({ businessDate: DATE, ...changes })),
  )
  .map(command => ({ to: 'store' as const, command }))
  .chain(told => fc.constantFrom([told], [told, CARRY], [told, CARRY]));

const loadOf = (orderId: string) => days.load({ items: 1 + (Number(orderId.slice(-1)) % 3) });

const holdOf = (orderId: string, wanted: string): OrderCommand =>
  days.hold({ orderId, slot: wanted, load: loadOf(orderId) });

const confirmOf = (orderId: string): OrderCommand => {
  const { items } = loadOf(orderId);
  const line = days.line({ quantity: 1, unitPrice: 900 / items, prepSeconds: 40 });
  return days.confirm({ orderId, lines: Array.from({ length: items }, () => line), total: 900 });
};

const toDay = (command: OrderCommand): Told => ({ to: 'day', command });

/** Held, and mostly confirmed at once: what is sold stays for the rest of the day. */
const sales: fc.Arbitrary<readonly Told[]> = fc
  .tuple(orderIds, slots, fc.boolean())
  .map(([orderId, wanted, confirmed]) =>
    [holdOf(orderId, wanted), ...(confirmed ? [confirmOf(orderId)] : [])].map(toDay),
  );

const commands: fc.Arbitrary<OrderCommand> = fc.oneof(
  { weight: 3, arbitrary: orderIds.map(confirmOf) },
  { weight: 4, arbitrary: orderIds.map(orderId => days.renew({ orderId })) },
  { weight: 1, arbitrary: orderIds.map(orderId => days.release({ orderId })) },
  { weight: 1, arbitrary: orderIds.map(days.expire) },
  {
    weight: 6,
    arbitrary: fc.tuple(orderIds, slots).map(([orderId, toSlot]) => days.move({ orderId, toSlot })),
  },
  { weight: 2, arbitrary: orderIds.map(orderId => days.cancel({ orderId })) },
  { weight: 1, arbitrary: orderIds.map(orderId => days.escalate({ orderId })) },
  { weight: 1, arbitrary: orderIds.map(orderId => days.forget({ orderId })) },
);

const turns: fc.Arbitrary<Turn> = fc.record({
  afterMs: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, 0, 1, 999, 60_000, 240_000, 600_000) },
    { weight: 4, arbitrary: fc.constantFrom(-1, 0, 0, 1).map(beside => ({ beside })) },
    { weight: 1, arbitrary: fc.constantFrom(3_600_000, 8 * 3_600_000) },
  ),
  aheadMs: fc.constantFrom(0, 0, 0, 2_000),
  tells: fc.oneof(
    { weight: 6, arbitrary: sales },
    { weight: 8, arbitrary: commands.map(command => [toDay(command)]) },
    { weight: 4, arbitrary: ofStore },
    { weight: 1, arbitrary: fc.constant([CARRY]) },
    { weight: 1, arbitrary: fc.constant([CLOSE]) },
  ),
  restartAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 10 }),
});

export const randomDays: fc.Arbitrary<RandomDay> = fc.record({
  startsAt: fc.constantFrom(
    MORNING,
    before(slot(0), 40),
    before(MORNING, 7 * 24 * 60),
    before(MORNING, 2 * 24 * 60),
  ),
  turns: fc.array(turns, { minLength: 5, maxLength: 50, size: 'max' }),
});

/** Decides turn by turn as the nodes of the house would. */
export class Deciding {
  readonly store = storeDecider.initial();
  readonly day = serviceDayDecider.initial();
  private times = { store: '', day: '' };

  /** The time of the decision, and the facts it makes. */
  decide(
    told: Told,
    clock: string,
  ): { readonly stream: string; readonly at: string; readonly facts: readonly Fact[] } {
    const time = this.times[told.to];
    const at = clock > time ? clock : time;
    if (told.to === 'store') {
      const decision = storeDecider.decide(this.store, told.command(clock), at);
      const facts = decision.kind === 'accepted' ? decision.events : [];
      return { stream: STORE, at, facts };
    }
    const decision = serviceDayDecider.decide(this.day, this.commandOf(told.command), at);
    return { stream: DAY, at, facts: decision.kind === 'accepted' ? decision.events : [] };
  }

  fold(stream: string, fact: Fact, at: string): void {
    if (stream === STORE) {
      storeDecider.evolve(this.store, fact as never, { at, revision: this.store.revision + 1n });
      this.times = { ...this.times, store: at };
    } else {
      serviceDayDecider.evolve(this.day, fact as never, { at, revision: this.day.revision + 1n });
      this.times = { ...this.times, day: at };
    }
  }

  private commandOf(command: OrderCommand | 'carry' | 'close'): OrderCommand {
    const plan = stores.planOf(this.store);
    if (command === 'carry') return { type: 'ApplyStoreTerms', plan };
    if (command === 'close') return days.closeDay({ throughRevision: this.day.revision.toString() });
    return command.type === 'HoldTimeslot' ? { ...command, plan } : command;
  }
}

/** The clock at a turn: it never runs back, and ends with the day. */
export const clockAt = (turn: Turn, now: string, validUntil: string | undefined): string => {
  const next =
    typeof turn.afterMs === 'number'
      ? after(now, 0, turn.afterMs)
      : after(validUntil ?? now, 0, turn.afterMs.beside);
  if (next > LATEST) return now;
  return next > now ? next : now;
};
