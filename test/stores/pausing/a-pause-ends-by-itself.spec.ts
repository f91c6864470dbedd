import { after, before, MORNING } from '../../specification/service-day-controls.js';
import {
  given,
  nothing,
  pauseStore,
  planOf,
  rejected,
  resumeStore,
  storeOf,
  storeOpened,
  storePaused,
  storeResumed,
} from '../../specification/store-controls.js';

const HALF_AN_HOUR = after(MORNING, 30);
const FOURTEEN_DAYS = after(MORNING, 14 * 24 * 60);

describe('a pause', () => {
  it('is recorded with its end, its reason and who paused the store', () => {
    given(storeOpened()).when(pauseStore()).then(storePaused());
  });

  it('told again changes nothing, whoever tells it', () => {
    given(storeOpened(), storePaused()).when(pauseStore()).then(nothing);
    given(storeOpened(), storePaused()).when(pauseStore({}, 'operator-2')).then(nothing);
  });

  it.each([
    ['a later end', { until: after(HALF_AN_HOUR, 1) }],
    ['an earlier end', { until: before(HALF_AN_HOUR, 1) }],
    ['another reason', { reason: 'no bread' }],
  ])('is replaced by one with %s', (_, other) => {
    given(storeOpened(), storePaused()).when(pauseStore(other)).then(storePaused(other));
  });

  it('must end in time to come: not now, and not before', () => {
    const bounds = { earliest: MORNING, latest: FOURTEEN_DAYS, daysMax: 14 };
    for (const until of [MORNING, before(MORNING, 1), '2020-01-01T00:00:00.000Z']) {
      given(storeOpened())
        .when(pauseStore({ until }))
        .then(rejected('PAUSE_INVALID', { until, ...bounds }));
    }
    const soon = { until: after(MORNING, 0, 1) };
    given(storeOpened()).when(pauseStore(soon)).then(storePaused(soon));
  });

  it('lasts for fourteen days at most', () => {
    const longest = { until: FOURTEEN_DAYS };
    given(storeOpened()).when(pauseStore(longest)).then(storePaused(longest));
    given(storeOpened())
      .when(pauseStore({ until: after(FOURTEEN_DAYS, 0, 1) }))
      .then(rejected('PAUSE_INVALID', { latest: FOURTEEN_DAYS }));
  });

  it('that is over is refused when it is told again, and replaced by a new one', () => {
    given(storeOpened(), storePaused())
      .when(pauseStore())
      .at(HALF_AN_HOUR)
      .then(rejected('PAUSE_INVALID', { earliest: HALF_AN_HOUR }));
    const next = { until: after(HALF_AN_HOUR, 30) };
    given(storeOpened(), storePaused()).when(pauseStore(next)).at(HALF_AN_HOUR).then(storePaused(next));
  });
});

describe('resuming', () => {
  it('ends a pause before its time', () => {
    given(storeOpened(), storePaused()).when(resumeStore()).then(storeResumed());
    given(storeOpened(), storePaused()).when(resumeStore()).at(before(HALF_AN_HOUR, 1)).then(storeResumed());
  });

  it('changes nothing where the store is not paused, or not any more', () => {
    given(storeOpened()).when(resumeStore()).then(nothing);
    given(storeOpened(), storePaused(), storeResumed()).when(resumeStore()).then(nothing);
    given(storeOpened(), storePaused()).when(resumeStore()).at(HALF_AN_HOUR).then(nothing);
  });

  it('lets the same pause begin anew', () => {
    given(storeOpened(), storePaused(), storeResumed()).when(pauseStore()).then(storePaused());
  });
});

describe('the plan of a day', () => {
  it('carries the pause with its end and its reason, be it over or not, until the store resumes', () => {
    expect(planOf(storeOf(storeOpened(), storePaused())).pause).toEqual({
      until: HALF_AN_HOUR,
      reason: 'the oven is cold',
    });
    const other = storePaused({ reason: 'no bread' });
    expect(planOf(storeOf(storeOpened(), storePaused(), other)).pause?.reason).toBe('no bread');
  });

  it('carries none where the store was never paused, or has resumed', () => {
    expect(planOf(storeOf(storeOpened()))).not.toHaveProperty('pause');
    expect(planOf(storeOf(storeOpened(), storePaused(), storeResumed()))).not.toHaveProperty('pause');
  });
});
