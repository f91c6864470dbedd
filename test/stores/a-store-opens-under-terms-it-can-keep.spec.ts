import { slotLimits, terms as termsSchema } from '../../src/stores/domain/terms.events.js';
import { terms } from '../specification/service-day-controls.js';
import { given, openStore, rejected, storeOpened } from '../specification/store-controls.js';

describe('opening a store', () => {
  it('records everything a day of it needs to be sold', () => {
    const elsewhere = { name: 'Station', zone: 'Asia/Kathmandu', currency: 'NPR' };
    given().when(openStore(elsewhere)).then(storeOpened(elsewhere));
  });

  it('happens once: a second one under its id is refused, be it the same', () => {
    given(storeOpened())
      .when(openStore({ name: 'Other Street' }))
      .then(rejected('STORE_EXISTS', { storeId: 'sto_0000000000001' }));
    given(storeOpened()).when(openStore()).then(rejected('STORE_EXISTS'));
  });
});

describe('terms that contradict each other', () => {
  const opening = (changes: Parameters<typeof terms>[0]) => openStore({ terms: terms(changes) });
  const accepted = (changes: Parameters<typeof terms>[0]) => storeOpened({ terms: terms(changes) });

  it('give up after the delivery is due, or exactly then', () => {
    const why = 'must be less than deliverMinutesBefore (15), or no order could ever be sent';
    for (const giveUpMinutesBefore of [15, 16, 1_440]) {
      given()
        .when(opening({ giveUpMinutesBefore, leadMinutes: 1_440 }))
        .then(rejected('TERMS_INVALID', { field: 'terms.giveUpMinutesBefore', why }));
    }
  });

  it('sell a slot when its order can no longer be sent', () => {
    const why = 'must be more than giveUpMinutesBefore (5), or a slot is sold when it can no longer be sent';
    for (const leadMinutes of [0, 4, 5]) {
      given()
        .when(opening({ leadMinutes }))
        .then(rejected('TERMS_INVALID', { field: 'terms.leadMinutes', why }));
    }
  });

  it.each([
    { giveUpMinutesBefore: 14, leadMinutes: 20 },
    { giveUpMinutesBefore: 0, deliverMinutesBefore: 1, leadMinutes: 1 },
    { leadMinutes: 6 },
  ])('are not those a minute beside: %p', changes => {
    given().when(opening(changes)).then(accepted(changes));
  });
});

describe('the terms of a store', () => {
  it('limit something', () => {
    expect(slotLimits.safeParse({}).success).toBe(false);
    expect(slotLimits.safeParse({ orders: undefined }).success).toBe(false);
    expect(slotLimits.safeParse({ prepSeconds: 0 }).success).toBe(true);
  });

  it.each([
    { slotMinutes: 4 },
    { slotMinutes: 7.5 },
    { holdMinutes: 0 },
    { deliverMinutesBefore: 0 },
    { fewPercent: 101 },
    { horizonDays: -1 },
    { limits: { orders: -1 } },
    { limits: { tables: 4 } },
  ])('are whole numbers within bounds, not %p', changes => {
    expect(termsSchema.safeParse({ ...terms(), ...changes }).success).toBe(false);
  });
});
