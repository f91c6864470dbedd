import { accept, reject, type Decider, type Decision } from '../../event-sourcing/decider.js';
import type { StoreCommand } from './store.commands.js';
import type { StoreEvent, Terms } from './store.events.js';
import type { StoreRejection } from './store.rejections.js';
import { evolveStore, unopenedStore, type Store } from './store.js';

type StoreDecision = Decision<StoreEvent, StoreRejection>;

const openStore = ({ details }: Store, { store }: StoreCommand): StoreDecision => {
  if (details !== undefined) return reject({ code: 'STORE_EXISTS', storeId: store.storeId });
  const contradiction = contradictionIn(store.terms);
  return contradiction === undefined ? accept({ type: 'StoreOpened', data: store }) : reject(contradiction);
};

/** Terms that would promise what cannot be kept: a slot sold after its order could last be sent. */
const contradictionIn = (terms: Terms): StoreRejection | undefined => {
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

export const storeDecider: Decider<Store, StoreCommand, StoreEvent, StoreRejection> = {
  initial: unopenedStore,
  evolve: evolveStore,
  fork: store => ({ ...store }),
  decide: openStore,
};
