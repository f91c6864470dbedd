import type { Decision } from '../../src/event-sourcing/decider.js';
import type { StoreCommand } from '../../src/stores/domain/store.commands.js';
import type { storeDecider } from '../../src/stores/domain/store.decider.js';
import { storeEvents, type StoreEvent } from '../../src/stores/domain/store.events.js';
import type { StoreRejection } from '../../src/stores/domain/store.rejections.js';

/** `true` for two types that are the same, and nothing else: what is said here is checked by the compiler. */
type Same<A, B> = [Marked<A>] extends [Marked<B>] ? ([Marked<B>] extends [Marked<A>] ? true : false) : false;
type Marked<A> = <T>() => T extends A ? 1 : 2;

const EVENTS = [
  'StoreOpened',
  'StoreHoursChanged',
  'StoreTermsChanged',
  'CapacityOverridden',
  'StorePaused',
  'StoreResumed',
  'PosConnected',
  'ContactsChanged',
] as const;

const COMMANDS = [
  'OpenStore',
  'ChangeHours',
  'ChangeTerms',
  'OverrideCapacity',
  'PauseStore',
  'ResumeStore',
  'ConnectPos',
  'ChangeContacts',
] as const;

const REFUSALS = [
  'STORE_EXISTS',
  'STORE_UNKNOWN',
  'STORE_CHANGED',
  'TERMS_INVALID',
  'PAUSE_INVALID',
  'OVERRIDE_INVALID',
  'OVERRIDES_TOO_MANY',
] as const;

describe('the words of a store', () => {
  it('are these events, and no other', () => {
    const exhaustive: Same<StoreEvent['type'], (typeof EVENTS)[number]> = true;
    expect([exhaustive, storeEvents.map(({ type }) => type)]).toEqual([true, EVENTS]);
  });

  it('are these commands, and no other', () => {
    const exhaustive: Same<StoreCommand['type'], (typeof COMMANDS)[number]> = true;
    expect([exhaustive, new Set(COMMANDS).size]).toEqual([true, COMMANDS.length]);
  });

  it('are these refusals, and no other', () => {
    const exhaustive: Same<StoreRejection['code'], (typeof REFUSALS)[number]> = true;
    expect([exhaustive, new Set(REFUSALS).size]).toEqual([true, REFUSALS.length]);
  });

  it('say who made a change, in every event but the opening', () => {
    type Changes = Exclude<StoreEvent, { type: 'StoreOpened' }>['data'];
    const named: Changes extends { readonly by: string } ? true : false = true;
    expect(named).toBe(true);
  });

  it('answer a command with events or with a refusal', () => {
    const answer: Same<ReturnType<typeof storeDecider.decide>, Decision<StoreEvent, StoreRejection>> = true;
    expect(answer).toBe(true);
  });
});
