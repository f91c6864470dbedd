import { revisionsIn } from '../../../src/stores/if-match.js';
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
  rejected,
  storeOpened,
  termsChanged,
} from '../../specification/store-controls.js';

const LONGER = { hours: hours({ friday: [{ opens: '12:00', closes: '01:00' }] }) };
const SHORTER = { hours: hours({ sunday: [] }) };
const TIGHTER = { terms: terms({ limits: { items: 12 } }) };
const NOBODY = { contacts: [] };
const ELSEWHERE = { posAccount: { account: 'vendor-2', location: 'station' } };

describe('a change made to the revision somebody has read', () => {
  it('is recorded while that is the newest, or one of those named is', () => {
    given(storeOpened(), termsChanged(TIGHTER)).when(changeHours(LONGER, 1n)).then(hoursChanged(LONGER));
    given(storeOpened(), termsChanged(TIGHTER))
      .when(changeHours(LONGER, 0n, 1n))
      .then(hoursChanged(LONGER));
  });

  it.each([
    changeHours(LONGER, 0n),
    changeTerms(TIGHTER, 0n),
    connectPos(ELSEWHERE, 0n),
    changeContacts(NOBODY, 0n),
  ])('is refused once somebody else has changed the store, with the newest revision ($type)', command => {
    given(storeOpened(), hoursChanged(SHORTER))
      .when(command)
      .then(rejected('STORE_CHANGED', { revision: '1' }));
  });

  it('is refused too where the other change was of another thing, and where the revision is yet to come', () => {
    given(storeOpened(), contactsChanged(NOBODY))
      .when(changeHours(LONGER, 0n))
      .then(rejected('STORE_CHANGED'));
    given(storeOpened())
      .when(changeHours(LONGER, 1n))
      .then(rejected('STORE_CHANGED', { revision: '0' }));
  });

  it('is recorded over whatever there is where nobody names a revision', () => {
    given(storeOpened(), hoursChanged(SHORTER)).when(changeHours(LONGER)).then(hoursChanged(LONGER));
  });

  it('is satisfied, whatever was read, where the store says the same already', () => {
    given(storeOpened(), hoursChanged(LONGER)).when(changeHours(LONGER, 0n)).then(nothing);
  });
});

describe('the header If-Match', () => {
  it.each([
    ['"7"', [7n]],
    [' "7" , "8"', [7n, 8n]],
    // Nothing of these can ever be a store as somebody has read it.
    ['W/"7"', []],
    ['"seven", W/"7"', []],
    ['""', []],
    ['"-1"', []],
    ['"07,8"', []],
  ])('%s names the revisions %p', (header, revisions) => {
    expect(revisionsIn(header)).toEqual(revisions);
  });

  it.each([undefined, '*', ' * '])('%p is for any revision', header => {
    expect(revisionsIn(header)).toBeUndefined();
  });

  it.each(['7', '"7', '"7" "8"', '"7",', '*, "7"', ''])('%p is refused', header => {
    expect(() => revisionsIn(header)).toThrow('IF_MATCH_INVALID');
  });
});
