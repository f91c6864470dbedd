import { InMemoryEventStore } from '../../src/event-sourcing/in-memory-event-store.js';
import { eventStoreContract } from './event-store.contract.js';

describe('The log in memory', () => {
  eventStoreContract(async () => {
    const store = new InMemoryEventStore();
    return {
      store,
      another: async () => store,
      failNext: (...faults) => store.failNext(...faults),
      close: async () => undefined,
    };
  });
});
