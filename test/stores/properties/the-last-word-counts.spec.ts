import fc from 'fast-check';
import { counterexampleOf, holds } from '../../specification/property.js';
import { hours, planOf } from '../../specification/store-controls.js';
import { lived, storeHistories, type RecordedOfStore } from '../../specification/store-history.js';

const RUNS = 150;
const DATES = ['2031-06-01', '2031-06-02', '2031-06-03'];

type Word = Extract<RecordedOfStore['event'], { type: 'CapacityOverridden' }>['data'];

/** What was ever said about the slots of a date that start at an instant, in the order it was said. */
const wordsAbout = (recorded: readonly RecordedOfStore[], date: string, start: string): readonly Word[] =>
  recorded
    .flatMap(({ event }) => (event.type === 'CapacityOverridden' ? [event.data] : []))
    .filter(({ businessDate, from, to }) => businessDate === date && from <= start && start < to);

const isOver = (date: string, at: string): boolean =>
  Date.parse(at.slice(0, 10)) - Date.parse(date) > 2 * 86_400_000;

/** Compares every slot of every date with what a plain reader of the events makes of them. */
const asRead = (pick: (words: readonly Word[]) => Word | undefined) =>
  fc.property(storeHistories, history => {
    const { store, recorded } = lived(history);
    if (store.details === undefined) return;
    const [now] = recorded.map(({ at }) => at).slice(-1);
    const wide = { ...store, details: { ...store.details, hours: hours(ALL_DAY) } };
    for (const date of DATES.filter(date => !isOver(date, now ?? ''))) {
      for (const { start, limits } of planOf(wide, date).slots) {
        const word = pick(wordsAbout(recorded, date, start))?.limits;
        expect(limits).toEqual(word ?? store.details.terms.limits);
      }
    }
  });

const ALL_DAY = {
  monday: [{ opens: '00:00', closes: '00:00' }],
  tuesday: [{ opens: '00:00', closes: '00:00' }],
  sunday: [{ opens: '00:00', closes: '00:00' }],
};

describe('the limits of a slot', () => {
  it('are those of the last override that says anything about it, or else of the terms', () => {
    holds(
      RUNS,
      asRead(words => words.at(-1)),
    );
  });

  it('are not those of the first: whoever read so would be found out', () => {
    const wrong = asRead(words => words[0]);
    expect(counterexampleOf(RUNS, wrong)).toBeDefined();
  });
});

describe('a pause', () => {
  it('is in the plan if the last word about pausing is one, and not a resumption', () => {
    holds(
      RUNS,
      fc.property(storeHistories, history => {
        const { store, recorded } = lived(history);
        if (store.details === undefined) return;
        const last = recorded
          .map(({ event }) => event)
          .filter(({ type }) => type === 'StorePaused' || type === 'StoreResumed')
          .at(-1);
        const said = last?.type === 'StorePaused' ? last.data : undefined;
        expect(planOf(store).pause).toEqual(said && { until: said.until, reason: said.reason });
      }),
    );
  });
});
