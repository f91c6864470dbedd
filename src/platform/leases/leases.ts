import { Client } from 'pg';
import { MAX_CLOCK_SKEW_MS, type NetworkTime } from '../clock/index.js';
import { clockSkewMs } from '../postgres/index.js';
import { giveBack, raiseAbove, takeOrRenew } from './lease-rows.js';

/** How long a lease lasts when nobody renews it: what a node that hangs costs. */
export const LEASE_MS = 8_000;
/** How often leases are renewed, and those of others tried for. */
export const RENEW_MS = 1_000;
/** The holder gives up this much earlier than PostgreSQL would give its lease away. */
const GIVE_UP_EARLIER_MS = 1_000;
const QUERY_TIMEOUT_MS = 4_000;
/** A session that says nothing for so long is ended by PostgreSQL, and with it the leases it holds. */
const SILENT_MS = 8_000;

/** Told what this node holds; both are called on every change, never twice in a row for the same epoch. */
export interface LeaseListener {
  readonly taken: (name: string, epoch: number) => void;
  readonly lost: (name: string) => void;
}

interface Held {
  readonly epoch: number;
  /** Monotonic time from which on this node no longer counts on it. */
  readonly untilMs: number;
}

interface LeasesOptions {
  /** A session connection: behind a pooler one of its own. */
  readonly url: string;
  /** Who this process is. A name of its own at every start: what the one before it held is not its own. */
  readonly holder: string;
  readonly network: NetworkTime;
  readonly report: (message: string) => void;
}

/**
 * Leases by name, each held by one node at a time. They are economy and not safety: a node that was stopped between two
 * instructions may believe for a moment that it still holds one, and whoever acts on a lease carries its epoch along, so
 * that the other side can refuse an older one.
 */
export class Leases {
  private readonly wanted = new Set<string>();
  private readonly held = new Map<string, Held>();
  private readonly listeners: LeaseListener[] = [];
  private readonly stopping = new AbortController();
  private session: Client | undefined;
  private running: Promise<void> = Promise.resolve();
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly options: LeasesOptions) {}

  get holder(): string {
    return this.options.holder;
  }

  listen(listener: LeaseListener): void {
    this.listeners.push(listener);
  }

  /** Tries for a lease from now on, and keeps it while that is possible. */
  want(name: string): void {
    if (this.wanted.has(name)) return;
    this.wanted.add(name);
    if (this.session !== undefined) void this.renew(this.session).catch(() => undefined);
  }

  /** The epoch of a lease this node holds; undefined where it does not, or does not know any more. */
  epochOf(name: string): number | undefined {
    const held = this.held.get(name);
    return held !== undefined && this.options.network.monotonicMs() < held.untilMs ? held.epoch : undefined;
  }

  /** Raises the epoch of a lease that this node holds above one it has met; false where it is another's by now. */
  async raiseAbove(name: string, epoch: number): Promise<boolean> {
    const { session } = this;
    const held = this.held.get(name);
    if (session === undefined || held === undefined) return false;
    const raised = await raiseAbove(session, name, this.holder, epoch);
    if (raised === undefined) return false;
    this.take(name, raised, held.untilMs);
    return true;
  }

  start(): void {
    this.running = this.run();
  }

  /** Gives back what it holds. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { network, report } = this.options;
    while (!signal.aborted) {
      await this.holdSession(signal).catch((error: Error) => report(`leases: ${error.message}`));
      await network.sleep(RENEW_MS, signal);
    }
  }

  private async holdSession(signal: AbortSignal): Promise<void> {
    const { url, network, report } = this.options;
    const session = new Client({
      connectionString: url,
      application_name: 'rushline leases',
      query_timeout: QUERY_TIMEOUT_MS,
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
    });
    const ended = new AbortController();
    session.on('error', error => report(`leases: ${error.message}`));
    session.on('end', () => ended.abort());
    await session.connect();
    try {
      await session.query(`set idle_session_timeout = ${SILENT_MS}`);
      this.session = session;
      const over = AbortSignal.any([signal, ended.signal]);
      while (!over.aborted) {
        await this.renew(session);
        await network.sleep(RENEW_MS, over);
      }
      await this.round.catch(() => undefined);
      if (signal.aborted) await giveBack(session, [...this.held.keys()], this.holder);
    } finally {
      this.session = undefined;
      // With the session the leases may go to others at once.
      this.dropAll();
      await session.end().catch(() => undefined);
    }
  }

  /** One round at a time, so that what a later one says is never overwritten by an earlier one. */
  private renew(session: Client): Promise<void> {
    this.round = this.round.catch(() => undefined).then(() => this.renewOnce(session));
    return this.round;
  }

  private async renewOnce(session: Client): Promise<void> {
    const { network, holder } = this.options;
    // A node with a wrong clock must hold nothing: it would send orders early.
    const skewMs = await clockSkewMs(session, network);
    if (Math.abs(skewMs) > MAX_CLOCK_SKEW_MS) {
      throw new Error(`this node's clock is ${skewMs} ms off PostgreSQL's, so it holds none`);
    }
    if (this.wanted.size === 0 || this.stopping.signal.aborted) return;
    const untilMs = network.monotonicMs() + LEASE_MS - GIVE_UP_EARLIER_MS;
    const holding = await takeOrRenew(session, [...this.wanted], holder, LEASE_MS);
    for (const [name, epoch] of holding) this.take(name, epoch, untilMs);
    for (const name of [...this.held.keys()]) if (!holding.has(name)) this.drop(name);
  }

  private take(name: string, epoch: number, untilMs: number): void {
    const before = this.held.get(name)?.epoch;
    this.held.set(name, { epoch, untilMs });
    if (before !== epoch) this.listeners.forEach(({ taken }) => taken(name, epoch));
  }

  private drop(name: string): void {
    if (this.held.delete(name)) this.listeners.forEach(({ lost }) => lost(name));
  }

  private dropAll(): void {
    for (const name of [...this.held.keys()]) this.drop(name);
  }
}
