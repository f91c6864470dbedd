import { setTimeout as pause } from 'node:timers/promises';
import { requestJson, type JsonAnswer } from '../../src/cli/system/index.js';
import { NotMeasured } from '../bench.js';
import { startProgram, type ProgramUnderTest } from './programs.js';

const LOOK_EVERY_MS = 20;
const CAUGHT_UP_WITHIN_MS = 600_000;

/** The POS account that the stores of a bench belong to; nothing is ever due while it runs. */
export const BENCH_ACCOUNT = 'bench';
const NO_POS = 'http://127.0.0.1:9';

export interface ServerUnderTest extends ProgramUnderTest {
  ask(path: string): Promise<JsonAnswer>;
  /** Waits until everybody who follows the log has read all of it. Answers how many milliseconds that took. */
  caughtUp(): Promise<number>;
}

export interface ServerOptions {
  readonly databaseUrl: string;
  readonly profileDir?: string | undefined;
  /** How much faster than life its business clock runs; production keeps real time, and so does a server left alone. */
  readonly clockSpeed?: number;
}

/** A server whose followers have read the whole log. */
export const startServer = async (options: ServerOptions): Promise<ServerUnderTest> => {
  const server = await startBareServer(options);
  await server.caughtUp();
  return server;
};

/** The server as production runs it: the built program, with nothing but its environment. It has just begun to listen. */
export const startBareServer = async ({
  databaseUrl,
  profileDir,
  clockSpeed,
}: ServerOptions): Promise<ServerUnderTest> => {
  const program = await startProgram({
    title: 'the server',
    program: 'src/main.js',
    profileDir,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      NODE_ENV: clockSpeed === undefined ? 'production' : undefined,
      LOG_LEVEL: 'info',
      DATABASE_URL: databaseUrl,
      DATABASE_LISTEN_URL: undefined,
      CLOCK_SPEED: clockSpeed?.toString(),
      CLOCK_START: undefined,
      POS_ACCOUNTS: JSON.stringify([{ account: BENCH_ACCOUNT, adapter: 'simulator', endpoint: NO_POS }]),
    },
  });
  const ask = (path: string): Promise<JsonAnswer> => requestJson(`${program.url}${path}`);
  return { ...program, ask, caughtUp: () => untilCaughtUp(ask) };
};

interface Readiness {
  readonly leading: boolean;
  readonly followers: readonly { readonly name: string; readonly state: string; readonly lag?: string }[];
}

const untilCaughtUp = async (ask: ServerUnderTest['ask']): Promise<number> => {
  const startedAtMs = performance.now();
  const isRest = ({ leading, followers }: Readiness): boolean =>
    leading && followers.every(({ state, lag }) => state === 'following' && lag === '0');
  for (;;) {
    const { status, body } = await ask('/health/ready');
    const waitedMs = performance.now() - startedAtMs;
    if (status === 200 && isRest(body as Readiness)) return waitedMs;
    if (waitedMs > CAUGHT_UP_WITHIN_MS) {
      throw new NotMeasured(`the server has not caught up with its log: ${JSON.stringify(body)}`);
    }
    await pause(LOOK_EVERY_MS);
  }
};
