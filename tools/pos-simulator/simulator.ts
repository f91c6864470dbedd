import { join } from 'node:path';
import { BusinessTimers, type ClockSegment, type NetworkTime } from '../../src/platform/clock/index.js';
import { adminApi } from './admin-api.js';
import { ClockKeeper } from './clock-keeper.js';
import { Faults } from './faults.js';
import { lockFolder } from './folder-lock.js';
import { Kitchen } from './kitchen.js';
import { Ledger } from './ledger.js';
import { Port } from './port.js';
import { posApi } from './pos-api.js';
import { RequestCount } from './pos-parts.js';
import { seededRandom } from './random.js';
import { Tickets } from './tickets.js';

export interface SimulatorOptions {
  /** Where the ledger, the clock and the lock are kept. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly posPort: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly segment?: ClockSegment | undefined;
  readonly network: NetworkTime;
  readonly log: (line: string) => void;
  /** Called when the ledger could not be written: from there on nothing is answered any more. */
  readonly onLedgerFailure: (error: unknown) => void;
}

export interface Simulator {
  readonly posUrl: string;
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const STOP_GRACE_MS = 2_000;

/** What closes the parts that were opened so far, in the order they were opened. */
type Closing = (() => void | Promise<void>)[];

/** Starts a simulator. What was opened is closed again, last first, when it stops or when its start fails. */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const closing: Closing = [];
  const stop = async () => {
    for (let close = closing.pop(); close !== undefined; close = closing.pop()) await close();
  };
  try {
    const back = openBack(options, closing);
    const urls = await openFront(options, back, closing);
    return { ...urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Everything behind the ports: the ledger, the clock, and the kitchen that goes on where the ledger ends. */
const openBack = (options: SimulatorOptions, closing: Closing) => {
  const { folder, network, log, seed, segment: told, onLedgerFailure: onFailure } = options;
  closing.push(lockFolder(folder));
  const tickets = new Tickets();
  const replay = tickets.apply.bind(tickets);
  const ledger = Ledger.open(join(folder, 'ledger.jsonl'), { replay, log, onFailure });
  closing.push(() => ledger.close());
  const notBefore = tickets.newestInstant;
  const keeper = ClockKeeper.open(join(folder, 'clock.json'), { told, notBefore, network });
  const timers = new BusinessTimers(keeper.clock, network);
  closing.push(() => timers.stop());
  const kitchen = new Kitchen({ tickets, ledger, clock: keeper.clock, timers, seed });
  kitchen.resume();
  return { tickets, ledger, keeper, timers, kitchen };
};

type Back = ReturnType<typeof openBack>;

const openFront = async (options: SimulatorOptions, back: Back, closing: Closing) => {
  const { network, log, seed } = options;
  const stop = new AbortController();
  const stopping = stop.signal;
  const requests = new RequestCount();
  const faults: Faults = new Faults(seededRandom(seed), network, () =>
    posPort.turn(faults.wholePosIsDown ? 'closed' : 'open'),
  );
  const pos = posApi({ ...back, faults, requests, network, stopping });
  const posPort = new Port(pos.server, { option: '--port', network, stopping, log });
  const admin = adminApi({ ...back, faults, requests, posPort });
  const adminPort = new Port(admin.server, { option: '--admin-port', network, stopping, log });

  closing.push(
    () => Promise.all([posPort.stop(STOP_GRACE_MS), adminPort.stop(STOP_GRACE_MS)]).then(() => undefined),
    () => faults.stop(),
    () => stop.abort(),
  );
  await Promise.all([pos.ready(), admin.ready()]);
  await posPort.open(options.posPort);
  await adminPort.open(options.adminPort);
  return { posUrl: posPort.url, adminUrl: adminPort.url };
};
