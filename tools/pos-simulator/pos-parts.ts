import type { FastifyReply } from 'fastify';
import type { NetworkTime } from '../../src/platform/clock/index.js';
import type { Faults } from './faults.js';
import type { Kitchen } from './kitchen.js';
import type { Ledger } from './ledger.js';
import type { Tickets } from './tickets.js';

export interface PosParts {
  readonly kitchen: Kitchen;
  readonly tickets: Tickets;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly network: NetworkTime;
  readonly stopping: AbortSignal;
  readonly requests: RequestCount;
}

/** How many requests are in flight: begun, and neither answered nor cut. */
export class RequestCount {
  busy = 0;

  follow(reply: FastifyReply): void {
    this.busy += 1;
    reply.raw.once('close', () => (this.busy -= 1));
  }
}

/** A route below one location. */
export interface AtLocation {
  Params: { location: string };
}
