import { terms } from '../../specification/service-day-controls.js';
import {
  changeContacts,
  changeHours,
  changeTerms,
  connectPos,
  contactsChanged,
  given,
  hours,
  hoursChanged,
  nothing,
  openStore,
  overrideCapacity,
  pauseStore,
  posConnected,
  rejected,
  resumeStore,
  store,
  storeOf,
  storeOpened,
  termsChanged,
} from '../../specification/store-controls.js';

const LONGER = { hours: hours({ friday: [{ opens: '12:00', closes: '01:00' }] }) };
const TIGHTER = { terms: terms({ limits: { items: 12 }, renewalsMax: 0 }) };
const ELSEWHERE = { posAccount: { account: 'vendor-2', location: 'station' } };
const ANN = { contacts: [{ name: 'Ann', email: 'ann@high-street.example' }] };

/** A replacement of each kind, and the fact it records. */
const REPLACEMENTS = [
  ['hours', changeHours(LONGER), hoursChanged(LONGER)],
  ['terms', changeTerms(TIGHTER), termsChanged(TIGHTER)],
  ['POS account', connectPos(ELSEWHERE), posConnected(ELSEWHERE)],
  ['contacts', changeContacts(ANN), contactsChanged(ANN)],
] as const;

describe('a store that is given other', () => {
  it.each(REPLACEMENTS)('%s records them, and who said so', (_, command, fact) => {
    given(storeOpened()).when(command).then(fact);
  });

  it.each(REPLACEMENTS)('%s twice changes once', (_, command, fact) => {
    given(storeOpened(), fact).when(command).then(nothing);
  });

  it('things has these, and keeps all the others', () => {
    const changed = storeOf(storeOpened(), ...REPLACEMENTS.map(([, , fact]) => fact));
    expect(changed.details).toEqual(store({ ...LONGER, ...TIGHTER, ...ELSEWHERE, ...ANN }));
    expect(changed.revision).toBe(4n);
  });
});

describe('a store that is told what it says already', () => {
  it.each([
    ['hours', changeHours(store())],
    ['terms', changeTerms(store())],
    ['POS account', connectPos(store())],
    ['contacts', changeContacts(store())],
  ])('records no %s', (_, command) => {
    given(storeOpened()).when(command).then(nothing);
  });

  it('does not mind in which order the fields of a thing are told', () => {
    const { limits, ...rest } = terms({ limits: { orders: 2, items: 9 } });
    const reordered = { limits: { items: limits.items, orders: limits.orders }, ...rest };
    given(storeOpened({ terms: terms({ limits }) }))
      .when(changeTerms({ terms: reordered }))
      .then(nothing);
  });

  it('minds in which order its contacts are told: they are called in it', () => {
    const ann = { name: 'Ann', email: 'ann@high-street.example' };
    const bob = { name: 'Bob', email: 'bob@high-street.example' };
    given(storeOpened({ contacts: [ann, bob] }))
      .when(changeContacts({ contacts: [bob, ann] }))
      .then(contactsChanged({ contacts: [bob, ann] }));
  });

  it('tells a limit that is left out from one that is there', () => {
    const both = terms({ limits: { orders: 2, items: 9 } });
    given(storeOpened({ terms: both }))
      .when(changeTerms({ terms: terms({ limits: { orders: 2 } }) }))
      .then(termsChanged({ terms: terms({ limits: { orders: 2 } }) }));
  });
});

describe('other terms', () => {
  it('are refused where they contradict each other, as they are at the opening', () => {
    given(storeOpened())
      .when(changeTerms({ terms: terms({ giveUpMinutesBefore: 15 }) }))
      .then(rejected('TERMS_INVALID', { field: 'terms.giveUpMinutesBefore' }));
    given(storeOpened())
      .when(changeTerms({ terms: terms({ leadMinutes: 5 }) }))
      .then(rejected('TERMS_INVALID', { field: 'terms.leadMinutes' }));
  });
});

describe('a store that nobody has opened', () => {
  it.each([...REPLACEMENTS.map(([, command]) => command), overrideCapacity(), pauseStore(), resumeStore()])(
    'takes no $type',
    command => {
      given().when(command).then(rejected('STORE_UNKNOWN'));
    },
  );

  it('is not opened by changes that were recorded before its opening', () => {
    const before = storeOf(...REPLACEMENTS.map(([, , fact]) => fact));
    expect(before.details).toBeUndefined();
    given(...REPLACEMENTS.map(([, , fact]) => fact))
      .when(openStore())
      .then(storeOpened());
  });
});
