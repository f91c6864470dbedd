import { startSystem, StartInterrupted, SystemError, type RunningSystem } from '../system/index.js';
import { addressesOf } from './addresses.js';
import { Chance } from './chance.js';
import { DemoClock } from './demo-clock.js';
import { countOrders, ordersUnderWay } from './earlier-orders.js';
import { Follower } from './follower.js';
import { openDemoStores } from './open-stores.js';
import { PublicApi } from './public-api.js';
import { ServerLog } from './server-log.js';
import { Storyteller } from './storyteller.js';
import { toldToStop } from './told-to-stop.js';
import { Traffic, type OpenStore } from './traffic.js';
import { failureOf } from './watch-over.js';

export interface DemoOptions {
  readonly speed: number;
  /** Whether somebody chose the speed: only then it changes the clock of a data folder that was used before. */
  readonly speedIsAsked: boolean;
  readonly port: number;
  readonly posPort: number;
  readonly posAdminPort: number;
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly ordersPerMinute: number;
  readonly traffic: boolean;
  readonly seed: number;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs the whole system with guests in it until it is told to stop. Every failure is an error of one line. */
export const runDemo = async (options: DemoOptions): Promise<void> => {
  const stop = toldToStop();
  const log = new ServerLog(options.dataDir, say);
  say(`starting PostgreSQL, a POS simulator and the server; everything is kept in ${options.dataDir}`);
  try {
    const { speed: clockSpeed, ...rest } = options;
    const system = await startSystem({
      ...rest,
      clockSpeed,
      serverLog: log.write,
      notice: say,
      stopSignal: stop,
    });
    log.showTrouble();
    try {
      await live(system, options, stop);
    } finally {
      say('stopping the server, the simulator and PostgreSQL');
      await system.stop();
    }
  } catch (error) {
    if (!(error instanceof StartInterrupted)) throw error;
  } finally {
    await log.close();
  }
};

/** Lets guests come until somebody says stop, or something broke that cannot be mended. */
const live = async (system: RunningSystem, options: DemoOptions, stop: AbortSignal): Promise<void> => {
  const broken = new AbortController();
  const failure = failureOf(system, say);
  const guests = receive(system, options, AbortSignal.any([stop, broken.signal]));
  const why = await Promise.race([failure, guests]);
  broken.abort();
  await guests.catch(() => undefined);
  if (why !== undefined) {
    throw new SystemError(`${why}; start it again: what was answered with success is kept`);
  }
};

const receive = async (system: RunningSystem, options: DemoOptions, stop: AbortSignal): Promise<void> => {
  const api = new PublicApi(system.serverUrl);
  const clock = await DemoClock.read(api);
  if (options.speedIsAsked && clock.speed !== options.speed) {
    await clock.changeSpeed(options.speed, system.posAdminUrl);
  }
  const { stores, known } = await openDemoStores(api, stop);
  const storyteller = new Storyteller(clock, say);
  const follower = new Follower(api, clock, storyteller);
  if (known > 0) await goOn(system, api, { clock, stores, follower });
  introduce(system, clock, stores);
  const traffic = new Traffic(stores, {
    api,
    clock,
    storyteller,
    follower,
    chance: new Chance(options.seed),
  });
  await Promise.all([follower.run(stop), options.traffic && traffic.run(options.ordersPerMinute, stop)]);
};

interface Known {
  readonly clock: DemoClock;
  readonly stores: readonly OpenStore[];
  readonly follower: Follower;
}

/** Says what an earlier run left behind, and follows what it left under way. */
const goOn = async (
  system: RunningSystem,
  api: PublicApi,
  { clock, stores, follower }: Known,
): Promise<void> => {
  const orders = await countOrders(system.databaseUrl);
  say(`going on with the log of an earlier run: ${stores.length} stores, ${orders} orders and holds`);
  const stuck = await api.needingAPerson();
  if (stuck > 0) {
    say(`${stuck} orders need a person: their slots came while nothing ran, or the POS refused them`);
  }
  for (const tale of await ordersUnderWay(api, clock, stores)) follower.follow(tale);
};

const introduce = (system: RunningSystem, clock: DemoClock, stores: readonly OpenStore[]): void => {
  say('');
  addressesOf(system, clock, stores.at(-1)).forEach(say);
  say('');
  say(
    `The business clock runs ${clock.speed} times faster than life; ` +
      'another speed: `npm start -- --speed 60`. Ctrl-C stops everything.',
  );
  say('');
};
