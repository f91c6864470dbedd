import type { Server } from 'node:http';
import type { NetworkTime } from '../../src/platform/clock/index.js';
import { CannotStart, causeOf, systemCodeOf } from './cannot-start.js';

/** The loopback address only: a simulator has no business on a network. */
const HOST = '127.0.0.1';

const REOPEN_TRIES_MAX = 40;
const REOPEN_PAUSE_MS = 250;

export interface PortUse {
  /** The option of the command line that chooses the number. */
  readonly option: string;
  readonly network: NetworkTime;
  readonly stopping: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * A port that can be closed and opened again. A POS that is down has no listener at all: its client is refused,
 * which proves that nothing was sent.
 */
export class Port {
  private turning: Promise<void> = Promise.resolve();
  private number = 0;

  constructor(
    private readonly server: Server,
    private readonly use: PortUse,
  ) {}

  get isOpen(): boolean {
    return this.server.listening;
  }

  /** Whether it was ever opened. */
  get hasNumber(): boolean {
    return this.number !== 0;
  }

  get url(): string {
    return `http://${HOST}:${this.number}`;
  }

  /** The first opening; it settles the number for good. */
  async open(wanted: number): Promise<void> {
    try {
      this.number = await listenOn(this.server, wanted);
    } catch (error) {
      const cause =
        systemCodeOf(error) === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${causeOf(error)})`;
      throw new CannotStart(
        `port ${wanted} ${cause}; choose another with ${this.use.option}, or 0 for any free one`,
      );
    }
  }

  /** Closes or reopens the port, one turn after another. Never rejects: `isOpen` says what came of it. */
  turn(wanted: 'open' | 'closed'): Promise<void> {
    this.turning = this.turning.then(() => (wanted === 'open' ? this.reopen() : this.close(0)));
    return this.turning;
  }

  /** Closes the port for good; requests in flight have `graceMs` to finish. */
  async stop(graceMs: number): Promise<void> {
    await this.turning;
    await this.close(graceMs);
  }

  private async close(graceMs: number): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    const cancel = this.use.network.after(graceMs, () => this.server.closeAllConnections());
    await closed;
    cancel();
  }

  /** While it was closed the system may have lent the number to some client, so it tries again for a while. */
  private async reopen(): Promise<void> {
    let cause: unknown;
    for (let tries = 0; tries < REOPEN_TRIES_MAX && !this.isSettled; tries += 1) {
      try {
        await listenOn(this.server, this.number);
      } catch (error) {
        cause = error;
        await this.use.network.sleep(REOPEN_PAUSE_MS, this.use.stopping);
      }
    }
    if (!this.isSettled) this.use.log(`port ${this.number} could not be reopened: ${causeOf(cause)}`);
  }

  private get isSettled(): boolean {
    return this.server.listening || this.use.stopping.aborted;
  }
}

const listenOn = (server: Server, wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? wanted : address.port);
    });
  });
