import fc from 'fast-check';
import { orderEvents } from '../../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../../src/orders/domain/service-day.decider.js';
import { forkDay, KITCHEN_STEPS, type ServiceDay } from '../../../src/orders/domain/service-day.js';
import { foldOf } from '../../specification/decider-specification.js';
import { holds } from '../../specification/property.js';
import { after, dayOpened, hold, MORNING, slot, timeslotHeld } from '../../specification/service-day.js';
import {
  histories,
  knowledgeOf,
  played,
  type Recorded,
  type Step,
} from '../../specification/service-day-history.js';

const RUNS = 120;

const fold = (recorded: readonly Recorded[], onto = serviceDayDecider.initial(), from = 0): ServiceDay => {
  recorded.forEach(({ event, at }, n) =>
    serviceDayDecider.evolve(onto, event, { at, revision: BigInt(from + n) }),
  );
  return onto;
};

/** A step together with what was recorded before it. */
const stepsOf = (
  history: Parameters<typeof played>[0],
): readonly (Step & { readonly before: readonly Recorded[] })[] => {
  const { recorded, steps } = played(history);
  let count = 0;
  return steps.map(step => {
    const before = recorded.slice(0, count);
    count += step.decision.kind === 'accepted' ? step.decision.events.length : 0;
    return { ...step, before };
  });
};

describe('a decision', () => {
  it('is the same on a fork of the folded day, on a fork of a fork, and on a fresh fold of the same events', () => {
    holds(
      RUNS,
      fc.property(histories, fc.nat(), fc.nat(), (history, a, b) => {
        for (const { command, at, before, decision } of stepsOf(history)) {
          const [lower = 0, upper = 0] = [a % (before.length + 1), b % (before.length + 1)].sort(
            (x, y) => x - y,
          );
          const base = fold(before.slice(0, lower));
          const middle = fold(before.slice(lower, upper), forkDay(base), lower);
          const top = fold(before.slice(upper), forkDay(middle), upper);
          expect(serviceDayDecider.decide(top, command, at)).toEqual(decision);
        }
      }),
    );
  });

  it('names slots that are equally near in one order, whichever of them a fork has touched', () => {
    const base = foldOf(serviceDayDecider, [dayOpened({ slots: 3 })], MORNING);
    const fork = forkDay(base);
    serviceDayDecider.evolve(fork, timeslotHeld(), { at: MORNING, revision: 1n });
    const between = hold({ orderId: 'ord_2', slot: after(slot(0), 7, 30_000) });
    const nearest = [slot(0), slot(1), slot(2)];
    for (const day of [base, fork]) {
      expect(serviceDayDecider.decide(day, between, MORNING)).toMatchObject({ rejection: { nearest } });
    }
  });

  it('told again at the same time changes nothing but, at most, a note about a second ticket', () => {
    holds(
      RUNS,
      fc.property(histories, history => {
        for (const { command, at, before, decision } of stepsOf(history)) {
          if (decision.kind === 'rejected') continue;
          const day = fold([...before, ...decision.events.map(event => ({ event, at }))]);
          const again = serviceDayDecider.decide(day, command, at);
          const changes = again.kind === 'accepted' ? again.events : [];
          expect(changes.filter(({ type }) => type !== 'PosStatusNoted')).toEqual([]);
        }
      }),
    );
  });

  it('is made of events that their schemas accept', () => {
    const schemas = new Map(orderEvents.map(({ type, schema }) => [type, schema]));
    holds(
      RUNS,
      fc.property(histories, history => {
        for (const { event } of played(history).recorded) schemas.get(event.type)?.parse(event.data);
      }),
    );
  });
});

describe('a fork', () => {
  it('keeps to itself what is decided and folded on it', () => {
    holds(
      RUNS,
      fc.property(histories, fc.nat(), (history, cut) => {
        const { recorded, steps } = played(history);
        const at = cut % (recorded.length + 1);
        const base = fold(recorded.slice(0, at));
        const known = structuredClone(knowledgeOf(base));
        const fork = fold(recorded.slice(at), forkDay(base), at);
        for (const step of steps) serviceDayDecider.decide(base, step.command, step.at);
        expect(knowledgeOf(base)).toEqual(known);
        expect(knowledgeOf(fork)).toEqual(knowledgeOf(fold(recorded)));
      }),
    );
  });
});

describe('folding', () => {
  it('never throws, whatever is left out of history and in whatever order it comes', () => {
    const mixed = histories.chain(history => fc.shuffledSubarray([...played(history).recorded]));
    holds(
      RUNS,
      fc.property(mixed, recorded => {
        fold(recorded);
      }),
    );
  });
});

describe('an order', () => {
  const ENDS = ['cancelled', 'voided'];

  it('never goes back in the kitchen unless its ticket is reopened, and never returns from being called off', () => {
    holds(
      RUNS,
      fc.property(histories, history => {
        const day = serviceDayDecider.initial();
        const reached = new Map<string, { readonly step: number; readonly status: string }>();
        played(history).recorded.forEach(({ event, at }, n) => {
          serviceDayDecider.evolve(day, event, { at, revision: BigInt(n) });
          for (const order of day.orders.values()) {
            if (!('delivery' in order)) continue;
            const now = { step: KITCHEN_STEPS.indexOf(order.kitchen), status: order.status };
            const before = reached.get(order.orderId) ?? now;
            if (event.type !== 'TicketReopened') expect(now.step).toBeGreaterThanOrEqual(before.step);
            if (ENDS.includes(before.status)) expect(now.status).toBe(before.status);
            reached.set(order.orderId, now);
          }
        });
      }),
    );
  });
});
