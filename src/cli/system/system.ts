import { resolve } from 'node:path';
import { embeddedDatabase, givenDatabase, type RunningDatabase } from './database.js';
import { outliveOrphans, rememberProcesses } from './orphans.js';
import { Pos } from './pos.js';
import type { RunningSystem, SystemOptions, UnexpectedEnd } from './running-system.js';
import { Server } from './server.js';
import { StartInterrupted } from './system-error.js';

const DEFAULT_SEED = 1;
const ANY_PORT = 0;

/** What stops the parts that were started so far, in the order they were started. */
type Closing = (() => Promise<void>)[];

interface Parts {
  readonly dataDir: string;
  readonly database: RunningDatabase;
  readonly pos: Pos;
  readonly server: Server;
}

/** The parts of a system as one. They are stopped last first: the server, the simulator, PostgreSQL. */
export class System implements RunningSystem {
  private readonly listeners = new Set<(end: UnexpectedEnd) => void>();
  private stopping: Promise<void> | undefined;

  static async start(options: SystemOptions, interrupt: AbortSignal): Promise<System> {
    const closing: Closing = [];
    try {
      const parts = await open(options, interrupt, closing);
      const system = new System(parts, closing);
      await system.watch();
      if (interrupt.aborted) throw new StartInterrupted();
      return system;
    } catch (error) {
      await close(closing);
      // What fails because everything was told to stop is no failure.
      throw interrupt.aborted ? new StartInterrupted() : error;
    }
  }

  private constructor(
    private readonly parts: Parts,
    private readonly closing: Closing,
  ) {}

  get serverUrl(): string {
    return this.parts.server.url;
  }

  get posUrl(): string {
    return this.parts.pos.posUrl;
  }

  get posAdminUrl(): string {
    return this.parts.pos.adminUrl;
  }

  get databaseUrl(): string {
    return this.parts.database.url;
  }

  get serverPid(): number {
    return this.parts.server.program.pid;
  }

  async restartServer(): Promise<void> {
    const { server } = this.parts;
    await server.restart();
    this.watchServer();
    remember(this.parts);
  }

  onUnexpectedEnd(listener: (end: UnexpectedEnd) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): Promise<void> {
    this.stopping ??= close(this.closing);
    return this.stopping;
  }

  private async watch(): Promise<void> {
    const { database, pos } = this.parts;
    this.watchServer();
    pos.program.onUnexpectedEnd(how => this.tell('simulator', `the POS simulator is gone: ${how}`));
    await database.watch(why => this.tell('database', why));
  }

  private watchServer(): void {
    this.parts.server.program.onUnexpectedEnd(how => this.tell('server', `the server is gone: ${how}`));
  }

  private tell(part: UnexpectedEnd['part'], why: string): void {
    if (this.stopping === undefined) this.listeners.forEach(listener => listener({ part, why }));
  }
}

const open = async (options: SystemOptions, stop: AbortSignal, closing: Closing): Promise<Parts> => {
  const { databaseUrl, serverLog: log, posPort = ANY_PORT, posAdminPort = ANY_PORT } = options;
  const notice = options.notice ?? log;
  const dataDir = resolve(options.dataDir);
  const database =
    databaseUrl === undefined ? await embeddedDatabase(dataDir, notice) : givenDatabase(databaseUrl);
  closing.push(() => database.stop());
  await outliveOrphans(dataDir, notice);
  rememberProcesses(dataDir, []);
  const seed = options.seed ?? DEFAULT_SEED;
  const pos = await Pos.start({ dataDir, posPort, adminPort: posAdminPort, seed, log, stop });
  closing.push(() => pos.stop());
  rememberProcesses(dataDir, [pos.program.pid]);
  const server = await Server.start({
    dataDir,
    databaseUrl: database.url,
    port: options.port ?? ANY_PORT,
    posUrl: pos.posUrl,
    clockSpeed: options.clockSpeed,
    clockStart: options.clockStart,
    production: options.production ?? false,
    log,
    stop,
  });
  closing.push(() => server.stop());
  const parts = { dataDir, database, pos, server };
  remember(parts);
  await pos.adopt(await server.clockSegment());
  remember(parts);
  return parts;
};

const remember = ({ dataDir, pos, server }: Parts): void =>
  rememberProcesses(dataDir, [pos.program.pid, server.program.pid]);

const close = async (closing: Closing): Promise<void> => {
  for (let stop = closing.pop(); stop !== undefined; stop = closing.pop()) await stop();
};
