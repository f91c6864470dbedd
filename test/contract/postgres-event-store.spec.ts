import { eventStoreContract } from './event-store.contract.js';
import { PostgresSubject } from './postgres-subject.js';

describe('The log in PostgreSQL', () => {
  eventStoreContract(() => PostgresSubject.open());
});
