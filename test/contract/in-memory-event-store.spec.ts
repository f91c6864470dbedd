import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { eventStoreContract } from './event-store.contract.js';

describe('The log in memory', () => {
  eventStoreContract(async () => {
    const store = new InMemoryEventStore();
    return {
      store,
      another: async () => store,
      loseNext: lost => store.failNext(lost),
      close: async () => undefined,
    };
  });
});
