import { join } from 'node:path';
import { BusinessTimers, type ClockSegment, type NetworkTime } from '../../src/platform/clock/index.js';
import { adminApi } from './admin/admin-api.js';
import { subscribe } from './admin/webhook-routes.js';
import { ClockKeeper } from './clock-keeper.js';
import { Faults } from './faults/faults.js';
import { LateItems } from './feed/late-items.js';
import { lockFolder } from './folder-lock.js';
import { Kitchen } from './kitchen/kitchen.js';
import { Book } from './ledger/book.js';
import { Ledger } from './ledger/ledger.js';
import { RequestLog } from './ledger/request-log.js';
import { Limiter } from './limits/limiter.js';
import { Port } from './port.js';
import { RequestCount } from './pos-parts.js';
import { posApi } from './pos/pos-api.js';
import { Accounts, type AccountOrder } from './profiles/accounts.js';
import type { ProfileName } from './profiles/profiles.js';
import type { Scenario } from './scenario.js';
import { Outbox } from './webhooks/outbox.js';

export interface SimulatorOptions {
  /** Where the ledger, the clock and the lock are kept. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly posPort: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly segment?: ClockSegment | undefined;
  /** The profile of every account that is not named; `classic` without one. */
  readonly profile?: ProfileName | undefined;
  readonly accounts?: Readonly<Record<string, AccountOrder>> | undefined;
  readonly scenario?: Scenario | undefined;
  /** How many requests are kept in one file of their log; two files are kept. */
  readonly requestsPerFileMax?: number | undefined;
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
  const {
    folder,
    network,
    log,
    seed,
    segment: told,
    onLedgerFailure: onFailure,
    requestsPerFileMax,
  } = options;
  closing.push(lockFolder(folder));
  const book = new Book();
  const replay = book.apply.bind(book);
  const ledger = Ledger.open(join(folder, 'ledger.jsonl'), { replay, log, onFailure });
  closing.push(() => ledger.close());
  book.writeTo(ledger);
  const requestLog = RequestLog.open(folder, { network, log, requestsPerFileMax });
  closing.push(() => requestLog.close());
  const notBefore = book.tickets.newestInstant;
  const keeper = ClockKeeper.open(join(folder, 'clock.json'), { told, notBefore, network });
  const timers = new BusinessTimers(keeper.clock, network);
  closing.push(() => timers.stop());
  const kitchen = new Kitchen({ book, clock: keeper.clock, timers, network, seed });
  closing.push(() => kitchen.stop());
  return { book, ledger, requestLog, keeper, timers, kitchen };
};

type Back = ReturnType<typeof openBack>;

/** What the run begins with; the options go before the scenario. */
const openAccounts = ({ profile, accounts, scenario }: SimulatorOptions): Accounts =>
  new Accounts(profile ?? scenario?.profile ?? 'classic', { ...scenario?.accounts, ...accounts });

const openFront = async (options: SimulatorOptions, back: Back, closing: Closing) => {
  const { network, log, seed } = options;
  const { book, keeper, timers, kitchen } = back;
  const stop = new AbortController();
  const stopping = stop.signal;
  const requests = new RequestCount();
  const accounts = openAccounts(options);
  const faults: Faults = new Faults({
    ...{ seed, network, timers, clock: keeper.clock },
    // Before the port has a number there is nothing to turn.
    onChange: async () => {
      if (posPort.hasNumber) await posPort.turn(faults.wholePosIsDown ? 'closed' : 'open');
    },
  });
  const lateItems = new LateItems({ faults, accounts, network, seed });
  const limiter = new Limiter();
  const parts = { ...back, faults, lateItems, accounts, limiter, requests, network, stopping, seed };
  const pos = posApi(parts);
  const posPort = new Port(pos.server, { option: '--port', network, stopping, log });
  const admin = adminApi({ ...parts, posPort });
  const adminPort = new Port(admin.server, { option: '--admin-port', network, stopping, log });
  const outbox = new Outbox({ book, faults, network, stopping });

  closing.push(
    () => Promise.all([posPort.stop(STOP_GRACE_MS), adminPort.stop(STOP_GRACE_MS)]).then(() => undefined),
    () => outbox.stop(),
    () => faults.stop(),
    () => stop.abort(),
  );
  await Promise.all([pos.ready(), admin.ready()]);
  book.onTicket(ticket => lateItems.note(ticket));
  for (const webhook of options.scenario?.webhooks ?? []) subscribe(book, webhook);
  for (const fault of options.scenario?.faults ?? []) await faults.add(fault);
  kitchen.resume();
  await posPort.open(options.posPort);
  await adminPort.open(options.adminPort);
  // Only now: the number of a closed port is free for whoever opens one next.
  if (faults.wholePosIsDown) await posPort.turn('closed');
  outbox.start();
  return { posUrl: posPort.url, adminUrl: adminPort.url };
};
