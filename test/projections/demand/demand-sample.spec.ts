import fc from 'fast-check';
import type { RefusedHold } from '../../../src/orders/index.js';
import {
  dayKey,
  DemandSample,
  KEPT_MAX,
  KEPT_WHOLE_MAX,
  SAMPLED_ONE_IN,
  type Sample,
} from '../../../src/projections/demand/demand-sample.js';
import { holds } from '../../specification/property.js';
import { load, MORNING, slot, STORE_ID } from '../../specification/service-day.js';

const refused = (n: number, businessDate = '2031-06-02'): RefusedHold => ({
  request: `request-${n}`,
  storeId: STORE_ID,
  businessDate,
  slot: slot(0),
  load: load(),
  limit: 'orders',
});

const noted = (count: number, sample = new DemandSample()) => {
  const results = Array.from({ length: count }, (_, n) => sample.note(refused(n), MORNING));
  return { sample, fallen: results.filter(kept => !kept).length };
};

const weightOf = ({ kept }: Sample): number => kept.reduce((sum, { weight }) => sum + weight, 0);
const droppedOf = ({ dropped }: Sample): number => [...dropped.values()].reduce((sum, n) => sum + n, 0);

/** So many can be noted between two writings before one falls away. */
const REFUSALS_MAX = KEPT_WHOLE_MAX + (KEPT_MAX - KEPT_WHOLE_MAX) * SAMPLED_ONE_IN;

describe('Refused demand on its way to the disk', () => {
  it('is kept whole while it is little', () => {
    const { sample, fallen } = noted(KEPT_WHOLE_MAX);
    const taken = sample.take();
    expect([taken.kept.length, weightOf(taken), fallen]).toEqual([KEPT_WHOLE_MAX, KEPT_WHOLE_MAX, 0]);
    expect(taken.kept[0]).toEqual({ ...refused(0), at: MORNING, weight: 1 });
    expect(sample.isEmpty).toBe(true);
  });

  it('is thinned out when it is much, and what is kept stands for the rest', () => {
    const { sample, fallen } = noted(KEPT_WHOLE_MAX + 10 * SAMPLED_ONE_IN);
    const taken = sample.take();
    expect(taken.kept).toHaveLength(KEPT_WHOLE_MAX + 10);
    expect([weightOf(taken), fallen]).toEqual([KEPT_WHOLE_MAX + 10 * SAMPLED_ONE_IN, 0]);
  });

  it('falls away when it is too much, and is counted by its day', () => {
    const { sample, fallen } = noted(REFUSALS_MAX + 7);
    const taken = sample.take();
    expect([taken.kept.length, weightOf(taken), fallen]).toEqual([KEPT_MAX, REFUSALS_MAX, 7]);
    expect(taken.dropped).toEqual(new Map([[dayKey(refused(0)), 7]]));
  });

  it('is never more than the buffer takes, also when what could not be written comes back', () => {
    const { sample } = noted(KEPT_MAX);
    const unwritten = noted(REFUSALS_MAX).sample.take();
    const fallen = sample.putBack(unwritten);
    const taken = sample.take();
    expect(taken.kept).toHaveLength(KEPT_MAX);
    expect(fallen).toBe(droppedOf(taken));
    expect(fallen).toBeGreaterThan(0);
  });

  it('is all accounted for, but for those that wait for the next one to stand for them', () => {
    holds(
      100,
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 6 }), windows => {
        const sample = new DemandSample();
        const written = windows.map(count => noted(count, sample).sample.take());
        const told = windows.reduce((sum, count) => sum + count, 0);
        const covered = written.reduce((sum, each) => sum + weightOf(each) + droppedOf(each), 0);
        expect(told - covered).toBeGreaterThanOrEqual(0);
        expect(told - covered).toBeLessThan(SAMPLED_ONE_IN);
      }),
    );
  });
});
