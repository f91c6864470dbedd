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
    readonly program: ChildProgram,
    readonly url: string,
  ) {}

  static async start(options: ServerOptions): Promise<Server> {
    const program = new ChildProgram({
      title: 'the server',
      program: PROGRAM,
      env: environmentOf(options),
      log: options.log,
    });
    try {
      const line = await program.ready({ line: LISTENS, withinMs: READY_WITHIN_MS, stop: options.stop });
      return new Server(program, LISTENS.exec(line)?.[1] ?? '');
    } catch (error) {
      await program.stop(STOP_WITHIN_MS);
      throw error;
    }
  }

  async clockSegment(): Promise<ClockSegment> {
    const { body } = await requestJson(`${this.url}/ops/clock`);
    return (body as { segment: ClockSegment }).segment;
  }

  stop(): Promise<void> {
    return this.program.stop(STOP_WITHIN_MS);
  }
}

const environmentOf = (options: ServerOptions): Record<string, string | undefined> => {
  const { dataDir, databaseUrl, port, posUrl, clockSpeed, clockStart, production } = options;
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    // Belongs to the DATABASE_URL of this process's own environment, and to no other database.
    DATABASE_LISTEN_URL: databaseUrl === process.env.DATABASE_URL ? process.env.DATABASE_LISTEN_URL : undefined,
    CLOCK_SPEED: clockSpeed === undefined ? undefined : String(clockSpeed),
    CLOCK_START: clockStart,
    POS_ACCOUNTS: JSON.stringify([{ account: POS_ACCOUNT, adapter: 'simulator', endpoint: posUrl }]),
    NODE_ENV: production ? 'production' : undefined,
  };
};
