import type { Figure, Measured } from '../../bench/bench.js';
import { atLeast, atMost, compare, inTurns, median } from '../../bench/rounds.js';
import { tableOf } from '../../bench/report/table.js';
import { missesOf, verdictOf } from '../../bench/verdict.js';

const quiet = (): void => undefined;

const figure = (ratio: number, bound?: Figure['bound']): Figure =>
  compare({ what: 'holds', baseline: 'a row lock', unit: 'holds/s', ...(bound && { bound }) }, [ratio], [1]);

const measured = (...figures: readonly Figure[]): Measured => ({ figures, readings: [] });

describe('The sides of a figure', () => {
  it('are measured turn by turn', async () => {
    const turns: string[] = [];
    const side = (name: string) => ({
      name,
      measure: async (round: number) => {
        turns.push(`${name}${round}`);
        return round;
      },
    });
    const answers = await inTurns([side('a'), side('b')], { count: 3, progress: quiet });
    expect(turns).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    expect(answers).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('are compared round by round, so a disturbed round is one ratio and not two medians', () => {
    const { ours, theirs, ratio, ratios } = compare(
      { what: 'holds', baseline: 'a row lock', unit: 'holds/s' },
      [100, 10, 100],
      [10, 1, 50],
    );
    expect(ratios).toEqual([10, 10, 2]);
    expect([ours, theirs, ratio]).toEqual([100, 10, 10]);
  });

  it('have a median, whether their number is odd or even', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, NaN]);
  });
});

describe('A floor', () => {
  it.each([
    ['of a rate', atLeast(6, 12), { reached: 12, held: 6, missed: 5.99 }],
    ['of a time', atMost(1.3, 1.05), { reached: 1.05, held: 1.3, missed: 1.31 }],
  ] as const)('%s is reached, held or missed', (_, bound, ratios) => {
    for (const [verdict, ratio] of Object.entries(ratios)) {
      expect(verdictOf(figure(ratio, bound))).toBe(verdict);
    }
  });

  it('is missed by what is no number: nothing was measured then', () => {
    expect(verdictOf(figure(NaN, atLeast(6, 12)))).toBe('missed');
    expect(verdictOf(figure(NaN, atMost(1.3, 1.05)))).toBe('missed');
  });

  it('that is absent is only reported', () => {
    expect(verdictOf(figure(0.1))).toBe('reported');
    expect(verdictOf(figure(0.1, atLeast(undefined, 0.5)))).toBe('reported');
  });

  it('that is missed is named, and so is a reading that does not hold', () => {
    const reading = { what: 'memory', values: {}, holds: false };
    const misses = missesOf([
      measured(figure(5, atLeast(6, 12)), figure(6, atLeast(6, 12))),
      { figures: [], readings: [reading, { ...reading, holds: true }, { what: 'other', values: {} }] },
    ]);
    expect(misses).toEqual([
      'holds against a row lock: 5.00× where 6× is the floor',
      'memory: see its reading',
    ]);
  });

  it('stands in the table beside what was measured', () => {
    const table = tableOf([measured(figure(5, atLeast(6, 12)))]);
    expect(table).toMatch(/holds {2}5\.00 holds\/s {2}a row lock {2}1\.00 {2}5\.00× +6× +12× {2}missed/);
  });
});
