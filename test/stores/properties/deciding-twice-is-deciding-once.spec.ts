import fc from 'fast-check';
import { storeDecider } from '../../../src/stores/domain/store.decider.js';
import { storeEvents } from '../../../src/stores/domain/store.events.js';
import { counterexampleOf, holds } from '../../specification/property.js';
import { foldOfRecorded, lived, storeHistories, type StoreStep } from '../../specification/store-history.js';

const RUNS = 150;

/** What a command records when it is told once more, right behind itself. */
const toldAgain = ({ command, at, before, decision }: StoreStep) => {
  const recorded = decision.kind === 'accepted' ? decision.events.map(event => ({ event, at })) : [];
  const again = storeDecider.decide(foldOfRecorded([...before, ...recorded]), command, at);
  return again.kind === 'accepted' ? again.events : [];
};

describe('a command of a store', () => {
  it('told again changes nothing more', () => {
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        for (const step of lived(history).steps) expect(toldAgain(step)).toEqual([]);
      }),
    );
  });

  it('would change something again, did nobody fold what it recorded', () => {
    const forgetful = fc.property(storeHistories, history => {
      for (const { command, at, before } of lived(history).steps) {
        const again = storeDecider.decide(foldOfRecorded(before), command, at);
        expect(again.kind === 'accepted' ? again.events : []).toEqual([]);
      }
    });
    expect(counterexampleOf(RUNS, forgetful)).toBeDefined();
  });

  it('leaves the store alone while it is decided, be it refused or accepted', () => {
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        for (const { command, at, before, decision } of lived(history).steps) {
          const store = foldOfRecorded(before);
          const known = structuredClone(store);
          expect(storeDecider.decide(store, command, at)).toEqual(decision);
          expect(store).toEqual(known);
        }
      }),
    );
  });

  it('that is refused leaves every later decision as it would have been', () => {
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        const { steps, store } = lived(history);
        const kept = history.moves.filter((_, n) => steps[n]?.decision.kind === 'accepted');
        const commands = steps.filter(({ decision }) => decision.kind === 'accepted');
        expect(kept).toHaveLength(commands.length);
        const alone = storeDecider.initial();
        let revision = 0n;
        for (const { command, at, decision } of commands) {
          const decided = storeDecider.decide(alone, command, at);
          expect(decided).toEqual(decision);
          for (const event of decided.kind === 'accepted' ? decided.events : []) {
            storeDecider.evolve(alone, event, { at, revision });
            revision += 1n;
          }
        }
        expect(alone).toEqual(store);
      }),
    );
  });

  it('records what the schemas of its events accept', () => {
    const schemas = new Map(storeEvents.map(({ type, schema }) => [type, schema]));
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        for (const { event } of lived(history).recorded) {
          expect(schemas.get(event.type)?.parse(event.data)).toEqual(event.data);
        }
      }),
    );
  });
});
