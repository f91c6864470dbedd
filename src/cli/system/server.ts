import type { ClockSegment } from '../../platform/clock/index.js';
import { ChildProgram } from './child-program.js';
import { requestJson } from './json-http.js';

const PROGRAM = 'src/main.js';
/** A server that recovers a long day reads it first. */
const READY_WITHIN_MS = 120_000;
/** It allows itself 15 seconds. */
const STOP_WITHIN_MS = 17_000;
const LISTENS = /^rushline listens at (\S+)$/;

/** The name of the POS account under which a system's server knows its simulator. */
export const POS_ACCOUNT = 'simulator';

export interface ServerOptions {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly port: number;
  readonly posUrl: string;
  readonly clockSpeed: number | undefined;
  readonly clockStart: string | undefined;
  readonly production: boolean;
  readonly log: (line: string) => void;
  readonly stop: AbortSignal;
}

/** The server as a child: the program that production runs, with the environment production gives it. */
export class Server {
  private constructor(
    private readonly options: ServerOptions,
    private child: ChildProgram,
    readonly url: string,
  ) {}

  static async start(options: ServerOptions): Promise<Server> {
    const { child, url } = await launch(options, options.port);
    return new Server(options, child, url);
  }

  get program(): ChildProgram {
    return this.child;
  }

  /** Starts it anew at the same address, whether or not it still runs. */
  async restart(): Promise<void> {
    await this.stop();
    this.child = (await launch(this.options, Number(new URL(this.url).port))).child;
  }

  async clockSegment(): Promise<ClockSegment> {
    const { body } = await requestJson(`${this.url}/ops/clock`);
    return (body as { segment: ClockSegment }).segment;
  }

  stop(): Promise<void> {
    return this.child.stop(STOP_WITHIN_MS);
  }
}

const launch = async (options: ServerOptions, port: number) => {
  const { log, stop } = options;
  const child = new ChildProgram({
    title: 'the server',
    program: PROGRAM,
    env: environmentOf(options, port),
    log,
  });
  try {
    const line = await child.ready({ line: LISTENS, withinMs: READY_WITHIN_MS, stop });
    return { child, url: LISTENS.exec(line)?.[1] ?? '' };
  } catch (error) {
    await child.stop(STOP_WITHIN_MS);
    throw error;
  }
};

const environmentOf = (options: ServerOptions, port: number): Record<string, string | undefined> => {
  const { dataDir, databaseUrl, posUrl, clockSpeed, clockStart, production } = options;
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    // Belongs to the DATABASE_URL of this process's own environment, and to no other database.
    DATABASE_LISTEN_URL:
      databaseUrl === process.env.DATABASE_URL ? process.env.DATABASE_LISTEN_URL : undefined,
    CLOCK_SPEED: clockSpeed === undefined ? undefined : String(clockSpeed),
    CLOCK_START: clockStart,
    POS_ACCOUNTS: JSON.stringify([{ account: POS_ACCOUNT, adapter: 'simulator', endpoint: posUrl }]),
    NODE_ENV: production ? 'production' : undefined,
  };
};
