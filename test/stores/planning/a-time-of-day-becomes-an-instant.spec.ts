import fc from 'fast-check';
import { instantAt } from '../../../src/platform/zones/index.js';
import { holds } from '../../specification/property.js';
import { instantsShowing, shownIn, wallTimesIn, ZONES } from './wall-clocks.js';

const cases = fc
  .constantFrom(...ZONES)
  .chain(zone => wallTimesIn(zone).map(wallTime => ({ zone, ...wallTime })));

describe('a time of day on a date', () => {
  it('is the instant at which clocks show it: of two, the earlier or the later; of none, the end of the gap', () => {
    const met = { once: 0, twice: 0, never: 0 };
    holds(
      800,
      fc.property(cases, ({ zone, date, time }) => {
        const shown = `${date} ${time}`;
        const earlier = Date.parse(instantAt(zone, date, time, 'earlier'));
        const later = Date.parse(instantAt(zone, date, time, 'later'));
        const instants = instantsShowing(zone, shown);
        met[instants.length === 0 ? 'never' : instants.length === 1 ? 'once' : 'twice'] += 1;
        if (instants.length > 0) {
          expect([earlier, later]).toEqual([instants[0], instants.at(-1)]);
          return;
        }
        expect(earlier).toBe(later);
        expect(shownIn(zone, earlier) > shown).toBe(true);
        expect(shownIn(zone, earlier - 1) < shown).toBe(true);
      }),
    );
    expect(Math.min(met.once, met.twice, met.never)).toBeGreaterThan(20);
  });
});
