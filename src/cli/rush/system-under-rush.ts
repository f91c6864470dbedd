import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causeOf, startSystem, type RunningSystem, type UnexpectedEnd } from '../system/index.js';
import type { RushOptions } from './rush-options.js';

/** Noon on the day before the first service day there can be, so that the stores are open long before any order. */
const CLOCK_START = '2026-11-22T12:00:00.000Z';
/** Everybody may pass through: root's PostgreSQL runs as another user. */
const FOLDER_MODE = 0o755;
const KEPT_LOG_LINES = 40;

/** What the rush drives: a system of its own, or a running one. */
export interface SystemUnderRush {
  /** True when it was started for this rush, and its speed is ours to choose. */
  readonly isOwn: boolean;
  readonly serverUrl: string;
  readonly posAdminUrl: string | undefined;
  readonly serverRestarts: number;
  /** The last lines its programs wrote. */
  readonly log: readonly string[];
  /** Stops what was started for this rush, and removes what it does not keep. */
  stop(): Promise<void>;
}

export interface Hands {
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
  /** The system cannot go on. */
  readonly giveUp: (cause: string) => void;
}

export const openSystem = (options: RushOptions, hands: Hands): Promise<SystemUnderRush> => {
  const { url: serverUrl, posAdmin: posAdminUrl } = options;
  if (serverUrl === undefined) return OwnSystem.start(options, hands);
  const stop = async (): Promise<void> => undefined;
  return Promise.resolve({ isOwn: false, serverUrl, posAdminUrl, serverRestarts: 0, log: [], stop });
};

/** A whole system for the time of the rush. A server that ends unasked is started again, as a supervisor would. */
class OwnSystem implements SystemUnderRush {
  readonly isOwn = true;
  serverRestarts = 0;
  private deaf: () => void = () => undefined;

  private constructor(
    private readonly system: RunningSystem,
    private readonly folder: Folder,
    private readonly hands: Hands,
    readonly log: readonly string[],
  ) {}

  static async start({ data, speed, seed }: RushOptions, hands: Hands): Promise<OwnSystem> {
    const log: string[] = [];
    const keep = (line: string): void => {
      if (log.push(line) > KEPT_LOG_LINES) log.shift();
    };
    const folder = await openFolder(data);
    try {
      const system = await startSystem({
        dataDir: folder.path,
        clockSpeed: speed,
        clockStart: CLOCK_START,
        serverLog: keep,
        seed,
        stopSignal: hands.stop,
      });
      const own = new OwnSystem(system, folder, hands, log);
      own.deaf = system.onUnexpectedEnd(end => void own.recover(end));
      return own;
    } catch (error) {
      await folder.leave();
      throw error;
    }
  }

  get serverUrl(): string {
    return this.system.serverUrl;
  }

  get posAdminUrl(): string {
    return this.system.posAdminUrl;
  }

  async stop(): Promise<void> {
    this.deaf();
    await this.system.stop();
    await this.folder.leave();
  }

  private async recover({ part, why }: UnexpectedEnd): Promise<void> {
    const { say, stop, giveUp } = this.hands;
    if (stop.aborted) return;
    if (part !== 'server') return giveUp(why);
    say(`${why}; it is started again`);
    this.serverRestarts += 1;
    try {
      await this.system.restartServer();
      say('the server is back');
    } catch (error) {
      if (!stop.aborted) giveUp(`the server does not start again: ${causeOf(error)}`);
    }
  }
}

interface Folder {
  readonly path: string;
  leave(): Promise<void>;
}

/** The folder named, which is kept; or one that is gone afterwards. */
const openFolder = async (named: string | undefined): Promise<Folder> => {
  if (named !== undefined) return { path: named, leave: async () => undefined };
  const path = await mkdtemp(join(tmpdir(), 'rushline-rush-'));
  await chmod(path, FOLDER_MODE);
  return { path, leave: () => rm(path, { recursive: true, force: true, maxRetries: 10 }) };
};
