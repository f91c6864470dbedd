import { accept, reject, type Decider, type Decision } from '../../event-sourcing/decider.js';
import { overrideCapacity } from './overriding.js';
import { pauseStore, resumeStore } from './pausing.js';
import { changeContacts, changeHours, changeTerms, connectPos, contradictionIn } from './replacing.js';
import type { OpenStore, StoreCommand } from './store.commands.js';
import type { StoreEvent } from './store.events.js';
import type { StoreRejection } from './store.rejections.js';
import { evolveStore, unopenedStore, type OpenedStore, type Store } from './store.js';

type StoreDecision = Decision<StoreEvent, StoreRejection>;

const isOpened = (store: Store): store is OpenedStore => store.details !== undefined;

export const storeDecider: Decider<Store, StoreCommand, StoreEvent, StoreRejection> = {
  initial: unopenedStore,
  evolve: evolveStore,
  fork: store => ({ ...store }),
  decide: (store, command, at) => {
    if (isOpened(store)) return decideOpened(store, command, at);
    return command.type === 'OpenStore' ? openStore(command) : reject({ code: 'STORE_UNKNOWN' });
  },
};

const openStore = ({ store }: OpenStore): StoreDecision => {
  const contradiction = contradictionIn(store.terms);
  return contradiction === undefined ? accept({ type: 'StoreOpened', data: store }) : reject(contradiction);
};

const decideOpened = (store: OpenedStore, command: StoreCommand, at: string): StoreDecision => {
  switch (command.type) {
    case 'OpenStore':
      return reject({ code: 'STORE_EXISTS', storeId: store.details.storeId });
    case 'ChangeHours':
      return changeHours(store, command);
    case 'ChangeTerms':
      return changeTerms(store, command);
    case 'OverrideCapacity':
      return overrideCapacity(store, command, at);
    case 'PauseStore':
      return pauseStore(store, command, at);
    case 'ResumeStore':
      return resumeStore(store, command, at);
    case 'ConnectPos':
      return connectPos(store, command);
    case 'ChangeContacts':
      return changeContacts(store, command);
  }
};
