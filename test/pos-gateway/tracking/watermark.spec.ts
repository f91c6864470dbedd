import fc from 'fast-check';
import { SeenItems } from '../../../src/pos-gateway/tracking/seen-items.js';
import {
  isOld,
  markAfter,
  OVERLAP_MAX_MS,
  OVERLAP_MIN_MS,
  overlapMsOf,
  overlapStart,
  safeStart,
} from '../../../src/pos-gateway/tracking/watermark.js';
import { holds } from '../../specification/property.js';

const NOON = '2030-03-05T12:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(NOON) + minutes * 60_000).toISOString();
const news = (minutes: number) => ({ at: at(minutes), isNews: true });
const known = (minutes: number) => ({ at: at(minutes), isNews: false });
const markAt = (minutes: number, worstLatenessMs = 0) => ({
  cursor: 'c',
  watermark: at(minutes),
  worstLatenessMs,
});
const feed = (bounds: 'inclusive' | 'exclusive') => ({ bounds, pageSize: 10, minIntervalMs: 0 });

describe('The watermark of a feed', () => {
  it('is the newest instant the POS has told, in whatever order it told it', () => {
    holds(
      100,
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1 }), minutes => {
        const mark = markAfter(undefined, 'c', minutes.map(news));
        expect(mark.watermark).toBe(at(Math.max(...minutes)));
        expect(markAfter(mark, 'd', minutes.map(known)).watermark).toBe(mark.watermark);
      }),
    );
  });

  it.each(['', 'noon', '4', '2030-03-05', '2030-13-05T12:00:00Z', '9999'])(
    'is not moved by what is no instant: %p',
    said => {
      expect(markAfter(markAt(0), 'd', [{ at: said, isNews: true }])).toEqual({ ...markAt(0), cursor: 'd' });
    },
  );

  it('reads an instant with an offset as the one it is', () => {
    const mark = markAfter(undefined, 'c', [{ at: '2030-03-05T14:00:00+02:00', isNews: true }]);
    expect(mark.watermark).toBe(NOON);
  });

  it('goes back where the POS has set its time back, so that no lie lasts', () => {
    expect(markAfter(markAt(10_000), 'd', [news(0)]).watermark).toBe(NOON);
    expect(markAfter(markAt(10), 'd', [news(0)]).watermark).toBe(at(10));
  });
});

describe('The overlap behind a watermark', () => {
  it.each([
    [0, 5],
    [2, 5],
    [2.5, 5],
    [4, 8],
    [90, 180],
    [100_000, OVERLAP_MAX_MS / 60_000],
  ])('for items up to %d minutes late is %d minutes', (late, overlap) => {
    expect(overlapMsOf(markAt(0, late * 60_000))).toBe(overlap * 60_000);
    expect(overlapMsOf(markAt(0))).toBe(OVERLAP_MIN_MS);
  });

  it('grows with the latest news, and not with what was told again', () => {
    expect(markAfter(markAt(0), 'd', [news(-7), news(-3)]).worstLatenessMs).toBe(7 * 60_000);
    expect(markAfter(markAt(0), 'd', [known(-7)]).worstLatenessMs).toBe(0);
    expect(markAfter(markAt(0, 60_000), 'd', [news(1)]).worstLatenessMs).toBe(60_000);
    expect(markAfter(undefined, 'd', [news(-7)]).worstLatenessMs).toBe(0);
  });

  it('is asked for from just before its edge where the feed leaves the edge out', () => {
    expect(overlapStart(markAt(5), feed('inclusive'))).toEqual({ kind: 'since', at: NOON });
    expect(overlapStart(markAt(5), feed('exclusive'))).toEqual({
      kind: 'since',
      at: '2030-03-05T11:59:59.999Z',
    });
    expect(overlapStart({ cursor: 'c', worstLatenessMs: 0 }, feed('inclusive'))).toBeUndefined();
  });
});

describe('A reading that has nothing to go on from', () => {
  it('begins an hour before the first delivery that can still change, or where the feed does', () => {
    expect(safeStart(at(60), feed('inclusive'))).toEqual({ kind: 'since', at: NOON });
    expect(safeStart(undefined, feed('inclusive'))).toEqual({ kind: 'beginning' });
  });

  it('is one that is days behind it, and not one that is merely on another clock', () => {
    const day = 24 * 60;
    expect(isOld(markAt(0), at(3 * day))).toBe(true);
    expect(isOld(markAt(0), at(day))).toBe(false);
    expect(isOld(markAt(0), undefined)).toBe(false);
  });
});

describe('The memory of what was seen', () => {
  it('knows the newest names and never more than its bound', () => {
    holds(
      100,
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }).map(String)),
        fc.integer({ min: 1, max: 10 }),
        (names, bound) => {
          const seen = new SeenItems(bound);
          for (const name of names) seen.add(name);
          const newest = [...new Set(names.toReversed())];
          expect(newest.filter(name => seen.has(name))).toEqual(newest.slice(0, bound));
          expect(seen.size).toBe(Math.min(bound, newest.length));
        },
      ),
    );
  });
});
