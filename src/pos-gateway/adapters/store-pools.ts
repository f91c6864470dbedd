import { Pool, type Dispatcher } from 'undici';
import { NotAdmitted } from '../traffic/index.js';

/** Connections to one store; more than the calls that may be under way for it, so that usually none waits in the pool. */
export const CONNECTIONS_PER_STORE = 4;
/** Requests that may wait for a connection to one store. */
export const QUEUED_PER_STORE_MAX = 8;
const CONNECT_TIMEOUT_MS = 2_000;

type Request = Omit<Dispatcher.RequestOptions, 'origin'>;

/** A pool of connections for each store, so that one that hangs takes no connection from another. */
export class StorePools {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly endpoint: string) {}

  /** Throws NotAdmitted where too many wait for a connection already. */
  async request(location: string, request: Request): Promise<Dispatcher.ResponseData> {
    const pool = this.poolOf(location);
    // What waits inside the pool is not bounded by the pool itself.
    if (pool.stats.queued >= QUEUED_PER_STORE_MAX) {
      throw new NotAdmitted(`our own queue for the connections to ${location} is full`);
    }
    return pool.request(request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map(pool => pool.destroy()));
  }

  private poolOf(location: string): Pool {
    const pool =
      this.pools.get(location) ??
      new Pool(this.endpoint, {
        connections: CONNECTIONS_PER_STORE,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      });
    this.pools.set(location, pool);
    return pool;
  }
}
