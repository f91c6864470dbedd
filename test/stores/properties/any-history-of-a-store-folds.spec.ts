import fc from 'fast-check';
import { storeDecider } from '../../../src/stores/domain/store.decider.js';
import { storeEvents } from '../../../src/stores/domain/store.events.js';
import { holds } from '../../specification/property.js';
import { foldOfRecorded, lived, storeHistories } from '../../specification/store-history.js';

const RUNS = 150;

describe('random histories of a store', () => {
  it('reach every event and every refusal; only the fullest store has a sentence of its own', () => {
    const met = new Set<string>();
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        for (const { decision } of lived(history).steps) {
          if (decision.kind === 'rejected') met.add(decision.rejection.code);
          else decision.events.forEach(({ type }) => met.add(type));
        }
      }),
    );
    const refusals = [
      ...['STORE_EXISTS', 'STORE_UNKNOWN', 'STORE_CHANGED'],
      ...['TERMS_INVALID', 'PAUSE_INVALID', 'OVERRIDE_INVALID'],
    ];
    expect([...met].sort()).toEqual([...storeEvents.map(({ type }) => type), ...refusals].sort());
  });
});

describe('folding', () => {
  it('never throws, whatever is left out of history and in whatever order it comes', () => {
    const mixed = storeHistories.chain(history => fc.shuffledSubarray([...lived(history).recorded]));
    holds(
      RUNS,
      fc.property(mixed, recorded => {
        const { details, revision } = foldOfRecorded(recorded);
        expect(revision).toBe(BigInt(recorded.length - 1));
        const opened = recorded.some(({ event }) => event.type === 'StoreOpened');
        expect(details !== undefined).toBe(opened);
      }),
    );
  });

  it('comes to the same from the beginning, from any point on, and on a fork', () => {
    holds(
      RUNS,
      fc.property(storeHistories, fc.nat(), (history, cut) => {
        const { store, recorded } = lived(history);
        const at = cut % (recorded.length + 1);
        const base = foldOfRecorded(recorded.slice(0, at));
        const known = structuredClone(base);
        const fork = foldOfRecorded(recorded.slice(at), storeDecider.fork(base), at);
        expect(fork).toEqual(store);
        expect(foldOfRecorded(recorded)).toEqual(store);
        expect(base).toEqual(known);
      }),
    );
  });

  it('yields overrides in order, of which none is empty or meets another, and whose neighbours differ', () => {
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        const { overrides } = lived(history).store;
        overrides.forEach((override, n) => {
          expect(override.from < override.to).toBe(true);
          const last = overrides[n - 1];
          if (last?.businessDate !== override.businessDate) {
            expect((last?.businessDate ?? '') < override.businessDate).toBe(true);
            return;
          }
          expect(last.to <= override.from).toBe(true);
          if (last.to === override.from) expect(last.limits).not.toEqual(override.limits);
        });
      }),
    );
  });
});
