import type { FastifyReply } from 'fastify';
import type { NetworkTime } from '../../src/platform/clock/index.js';
import type { Faults } from './faults/faults.js';
import type { LateItems } from './feed/late-items.js';
import type { Kitchen } from './kitchen/kitchen.js';
import type { Book } from './ledger/book.js';
import type { Ledger } from './ledger/ledger.js';
import type { RequestLog } from './ledger/request-log.js';
import type { Limiter } from './limits/limiter.js';
import type { Accounts } from './profiles/accounts.js';

export interface PosParts {
  readonly kitchen: Kitchen;
  readonly book: Book;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly lateItems: LateItems;
  readonly accounts: Accounts;
  readonly limiter: Limiter;
  readonly requestLog: RequestLog;
  readonly network: NetworkTime;
  readonly stopping: AbortSignal;
  readonly requests: RequestCount;
  readonly seed: number;
}

/** How many requests are in flight: begun, and neither answered nor cut. */
export class RequestCount {
  busy = 0;

  follow(reply: FastifyReply): void {
    this.busy += 1;
    reply.raw.once('close', () => (this.busy -= 1));
  }
}
