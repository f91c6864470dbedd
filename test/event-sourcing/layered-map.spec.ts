import fc from 'fast-check';
import { LayeredMap } from '../../src/event-sourcing/layered-map.js';

type Change = { readonly key: string; readonly value: number | undefined };

const key = fc.constantFrom('a', 'b', 'c', 'd');
const changes = fc.array(fc.record({ key, value: fc.option(fc.nat(), { nil: undefined }) }), {
  maxLength: 12,
});

const change = (
  map: { set(key: string, value: number): unknown; delete(key: string): unknown },
  all: readonly Change[],
): void =>
  all.forEach(({ key: name, value }) => (value === undefined ? map.delete(name) : map.set(name, value)));

const sorted = (entries: Iterable<[string, number]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

describe('A layered map', () => {
  it('is, with its changes, what a copied map would be, and leaves the layers below as they were', () =>
    fc.assert(
      fc.property(changes, changes, changes, (first, second, third) => {
        const [bottom, plain] = [new LayeredMap<string, number>(), new Map<string, number>()];
        change(bottom, first);
        change(plain, first);
        const [middle, plainMiddle] = [bottom.fork(), new Map(plain)];
        change(middle, second);
        change(plainMiddle, second);
        const [top, plainTop] = [middle.fork(), new Map(plainMiddle)];
        change(top, third);
        change(plainTop, third);
        for (const [layer, copy] of [
          [bottom, plain] as const,
          [middle, plainMiddle] as const,
          [top, plainTop] as const,
        ]) {
          expect(sorted(layer.entries())).toEqual(sorted(copy.entries()));
          expect([...layer.values()]).toHaveLength(copy.size);
          for (const name of ['a', 'b', 'c', 'd', 'e']) {
            expect(layer.get(name)).toBe(copy.get(name));
            expect(layer.has(name)).toBe(copy.has(name));
          }
        }
      }),
    ));
});
