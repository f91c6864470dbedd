import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import { saysTheSame } from './says-the-same.js';
import type { ChangeContacts, ChangeHours, ChangeTerms, ConnectPos, Replacement } from './store.commands.js';
import type { StoreEvent } from './store.events.js';
import type { StoreRejection } from './store.rejections.js';
import type { OpenedStore } from './store.js';
import type { Terms } from './terms.events.js';

type StoreDecision = Decision<StoreEvent, StoreRejection>;

export const changeHours = (store: OpenedStore, command: ChangeHours): StoreDecision => {
  const { hours, by } = command;
  if (saysTheSame(store.details.hours, hours)) return accept();
  return replacing(store, command, { type: 'StoreHoursChanged', data: { hours, by } });
};

export const changeTerms = (store: OpenedStore, command: ChangeTerms): StoreDecision => {
  const { terms, by } = command;
  if (saysTheSame(store.details.terms, terms)) return accept();
  const contradiction = contradictionIn(terms);
  if (contradiction !== undefined) return reject(contradiction);
  return replacing(store, command, { type: 'StoreTermsChanged', data: { terms, by } });
};

export const connectPos = (store: OpenedStore, command: ConnectPos): StoreDecision => {
  const { posAccount, by } = command;
  if (saysTheSame(store.details.posAccount, posAccount)) return accept();
  return replacing(store, command, { type: 'PosConnected', data: { posAccount, by } });
};

export const changeContacts = (store: OpenedStore, command: ChangeContacts): StoreDecision => {
  const { contacts, by } = command;
  if (saysTheSame(store.details.contacts, contacts)) return accept();
  return replacing(store, command, { type: 'ContactsChanged', data: { contacts: [...contacts], by } });
};

/** Accepts a replacement, unless somebody else has changed the store since it was read. */
const replacing = (
  { revision }: OpenedStore,
  { ifRevision }: Replacement,
  event: StoreEvent,
): StoreDecision =>
  ifRevision === undefined || ifRevision.includes(revision)
    ? accept(event)
    : reject({ code: 'STORE_CHANGED', revision: revision.toString() });

/** Terms that would promise what cannot be kept: a slot sold after its order could last be sent. */
export const contradictionIn = (terms: Terms): StoreRejection | undefined => {
  const { deliverMinutesBefore, giveUpMinutesBefore, leadMinutes } = terms;
  if (giveUpMinutesBefore >= deliverMinutesBefore) {
    return {
      code: 'TERMS_INVALID',
      field: 'terms.giveUpMinutesBefore',
      why: `must be less than deliverMinutesBefore (${deliverMinutesBefore}), or no order could ever be sent`,
    };
  }
  if (leadMinutes <= giveUpMinutesBefore) {
    return {
      code: 'TERMS_INVALID',
      field: 'terms.leadMinutes',
      why: `must be more than giveUpMinutesBefore (${giveUpMinutesBefore}), or a slot is sold when it can no longer be sent`,
    };
  }
  return undefined;
};
