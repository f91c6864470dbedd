import {
  after,
  before,
  dayOpened,
  given,
  hold,
  load,
  MORNING_HOLD_ENDS,
  nothing,
  OTHER_ORDER_ID,
  rejected,
  slot,
  timeslotHeld,
} from '../../specification/service-day.js';

const LEAD_MINUTES = 20;

describe('holding a slot', () => {
  it('promises it for the hold minutes of the terms', () => {
    given(dayOpened())
      .when(hold())
      .then(timeslotHeld({ expiresAt: MORNING_HOLD_ENDS }));
  });

  it('counts from the time of the decision, to the millisecond', () => {
    const at = after(before(slot(0), 60), 0, 123);
    given(dayOpened())
      .when(hold())
      .at(at)
      .then(timeslotHeld({ expiresAt: after(at, 10) }));
  });

  it('keeps the storefront’s own reference', () => {
    given(dayOpened())
      .when(hold({ reference: 'web-4711' }))
      .then(timeslotHeld({ reference: 'web-4711' }));
  });

  it('is satisfied when the order has its hold already', () => {
    given(dayOpened(), timeslotHeld()).when(hold()).then(nothing);
  });
});

describe('a slot that is not on the day', () => {
  it.each([
    ['between two slots', after(slot(1), 7), [slot(1), slot(2), slot(0)]],
    ['before the first', before(slot(0), 60), [slot(0), slot(1), slot(2)]],
    ['after the last', after(slot(3), 60), [slot(3), slot(2), slot(1)]],
    ['a millisecond beside one', after(slot(2), 0, 1), [slot(2), slot(3), slot(1)]],
  ])('is unknown %s, and the nearest open ones are named, nearest first', (_, stranger, nearest) => {
    given(dayOpened())
      .when(hold({ slot: stranger }))
      .then(rejected('SLOT_UNKNOWN', { slot: stranger, nearest }));
  });

  it('names no more alternatives than there are', () => {
    given(dayOpened({ slots: 1 }))
      .when(hold({ slot: slot(9) }))
      .then(rejected('SLOT_UNKNOWN', { nearest: [slot(0)] }));
  });

  it('names the earlier of two that are equally near, whichever was sold last', () => {
    const middle = after(slot(0), 7, 30_000);
    const sold = timeslotHeld({ orderId: OTHER_ORDER_ID });
    const answer = rejected('SLOT_UNKNOWN', { nearest: [slot(0), slot(1), slot(2)] });
    given(dayOpened())
      .when(hold({ slot: middle }))
      .then(answer);
    given(dayOpened(), sold)
      .when(hold({ slot: middle }))
      .then(answer);
  });
});

describe('the lead time', () => {
  const closes = before(slot(0), LEAD_MINUTES);

  it('lets a slot be held until a millisecond before it', () => {
    const at = after(closes, 0, -1);
    given(dayOpened())
      .when(hold())
      .at(at)
      .then(timeslotHeld({ expiresAt: after(at, 10) }));
  });

  it.each([
    ['from the very instant', closes],
    ['until a millisecond before the slot starts', after(slot(0), 0, -1)],
  ])('closes the slot %s, and names itself', (_, at) => {
    given(dayOpened())
      .when(hold())
      .at(at)
      .then(rejected('SLOT_TOO_SOON', { slot: slot(0), leadMinutes: LEAD_MINUTES }));
  });

  it('leaves out of the alternatives what it has closed', () => {
    given(dayOpened())
      .when(hold())
      .at(before(slot(1), LEAD_MINUTES))
      .then(rejected('SLOT_TOO_SOON', { nearest: [slot(2), slot(3)] }));
  });

  it('may be nothing: then a slot closes when it starts', () => {
    const spontaneous = dayOpened({ terms: { leadMinutes: 0 } });
    const at = after(slot(0), 0, -1);
    given(spontaneous)
      .when(hold())
      .at(at)
      .then(timeslotHeld({ expiresAt: after(at, 10) }));
    given(spontaneous).when(hold()).at(slot(0)).then(rejected('SLOT_PAST'));
  });
});

describe('a slot that has started', () => {
  it.each([
    ['at its very start', slot(0), [slot(2), slot(3)]],
    ['long after', slot(3), []],
  ])('is past %s', (_, at, nearest) => {
    given(dayOpened())
      .when(hold())
      .at(at)
      .then(rejected('SLOT_PAST', { slot: slot(0), nearest }));
  });

  it('is past even where it is also full', () => {
    given(dayOpened({ limits: { orders: 0 } }))
      .when(hold({ load: load() }))
      .at(slot(0))
      .then(rejected('SLOT_PAST'));
  });
});
