import fc from 'fast-check';
import { commandIdOf } from '../../../src/event-sourcing/event-identity.js';
import { BatchPlan } from '../../../src/event-sourcing/batch-plan.js';
import { InMemoryEventStore } from '../../../src/event-sourcing/in-memory-event-store.js';
import { StreamFold } from '../../../src/event-sourcing/stream-fold.js';
import { serviceDayKind } from '../../../src/orders/service-day-streams.js';
import { SwiftTime } from '../../event-sourcing/clocks.js';
import { holds } from '../../specification/property.js';
import { histories, knowledgeOf, played, type Step } from '../../specification/service-day-history.js';

const STREAM = 'serviceDay-x';
const RUNS = 100;
const LIMITS = { batchEventsMax: 1_000, batchBytesMax: 10_000_000 };

/** What a lane records when these commands come in batches, each decided by the clock of a node that may be behind. */
const laned = (steps: readonly Step[], batchSize: number) => {
  const around = { store: new InMemoryEventStore(), network: new SwiftTime() };
  const fold = new StreamFold(STREAM, serviceDayKind, around);
  const times: string[] = [];
  for (let from = 0; from < steps.length; from += batchSize) {
    const batch = new BatchPlan(serviceDayKind, fold, LIMITS);
    steps.slice(from, from + batchSize).forEach(({ command, clock }, n) => {
      const id = commandIdOf('somebody', command.type, STREAM, `${from + n}`);
      const who = { actor: 'somebody', correlationId: id, causationId: id };
      batch.add({ command, commandId: id, fingerprint: id, ...who }, clock, clock);
    });
    times.push(...batch.events.map(({ metadata }) => metadata.decidedAt));
    fold.takeOwn(batch.events, { position: BigInt(times.length) }, 0);
  }
  return { times, state: fold.state };
};

describe('whatever the clocks of its nodes show', () => {
  it('the time of a day never runs back, and in batches it decides what it decides one by one', () => {
    let clocksRunBack = 0;
    holds(
      RUNS,
      fc.property(histories, fc.integer({ min: 1, max: 12 }), (history, batchSize) => {
        const { steps, recorded, day } = played(history);
        const { times, state } = laned(steps, batchSize);
        expect(times).toEqual([...times].sort());
        expect(times).toEqual(recorded.map(({ at }) => at));
        expect(knowledgeOf(state)).toEqual(knowledgeOf(day));
        const made = steps.filter(
          ({ decision }) => decision.kind === 'accepted' && decision.events.length > 0,
        );
        clocksRunBack += made.filter(({ clock, at }) => clock < at).length;
      }),
    );
    // Without clocks that are behind, nothing would have been tried.
    expect(clocksRunBack).toBeGreaterThan(10);
  });
});
