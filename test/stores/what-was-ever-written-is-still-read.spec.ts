import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { storeDecider } from '../../src/stores/domain/store.decider.js';
import { storeEvents, type StoreEvent } from '../../src/stores/domain/store.events.js';
import type { Store } from '../../src/stores/domain/store.js';
import { storeKind } from '../../src/stores/store-streams.js';
import { planOf } from '../specification/store-controls.js';

const written = (type: string, version: number): RecordedEvent => {
  const text = readFileSync(join('test', 'golden', 'stores', `${type}.v${version}.json`), 'utf8');
  return JSON.parse(text) as RecordedEvent;
};

/** What a sample says to today's house. */
const read = (type: string, version: number): StoreEvent =>
  storeKind.eventTypes.recognise(written(type, version));

const SAMPLES = storeEvents.flatMap(({ type, version }) =>
  Array.from({ length: version }, (_, n) => [type, n + 1] as const),
);

const foldOfSamples = (samples: typeof SAMPLES): Store => {
  const store = storeDecider.initial();
  samples.forEach(([type, version], n) => {
    const at = written(type, version).metadata.decidedAt;
    storeDecider.evolve(store, read(type, version), { at, revision: BigInt(n) });
  });
  return store;
};

describe('the samples of every event of a store that was ever written', () => {
  it.each(SAMPLES)('still say what today’s schema asks for (%s version %i)', (type, version) => {
    const { schema } = storeEvents.find(event => event.type === type) ?? {};
    const { data } = read(type, version);
    expect(schema?.parse(data)).toEqual(data);
  });

  it('still fold into one store', () => {
    const store = foldOfSamples(SAMPLES);
    expect(store.revision).toBe(BigInt(SAMPLES.length - 1));
    expect(store.details?.posAccount).toEqual({ account: 'vendor-2', location: 'BATH-001' });
    const { slots, pause } = planOf(store, '2031-06-02');
    expect(pause).toBeUndefined();
    expect(new Set(slots.map(({ limits }) => limits.orders))).toEqual(new Set([14, 20]));
  });
});

describe('a store that was opened under the first version of the terms', () => {
  it('is sold under later terms as they were before anybody could choose them', () => {
    const before = (written('StoreOpened', 1).data as { readonly terms: object }).terms;
    const store = foldOfSamples([['StoreOpened', 1]]);
    expect(Object.keys(before)).not.toContain('renewalsMax');
    expect(store.details?.terms).toEqual({
      ...before,
      renewalsMax: 2,
      guestHoldsMax: 4,
      closeAfterHours: 6,
    });
  });

  it('keeps everything else that was written', () => {
    const { terms: _before, ...rest } = written('StoreOpened', 1).data as { readonly terms: object };
    expect(foldOfSamples([['StoreOpened', 1]]).details).toMatchObject(rest);
  });
});
