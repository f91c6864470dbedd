import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClockSegment } from '../../platform/clock/index.js';
import { ChildProgram } from './child-program.js';
import { requestJson } from './json-http.js';
import { causeOf, SystemError } from './system-error.js';

const PROGRAM = 'tools/pos-simulator/main.js';
const FOLDER = 'simulator';
const PORTS_FILE = 'ports.json';
const READY_WITHIN_MS = 30_000;
/** Its requests in flight get two seconds. */
const STOP_WITHIN_MS = 5_000;

export interface PosOptions {
  readonly dataDir: string;
  /** Ports of a data folder that has no simulator yet; 0 is any free one. */
  readonly posPort: number;
  readonly adminPort: number;
  readonly seed: number;
  readonly log: (line: string) => void;
  readonly stop: AbortSignal;
}

interface Ports {
  readonly pos: number;
  readonly admin: number;
}

/** The POS simulator as a child. Its ports stay with its data: orders under way name the address they were sent to. */
export class Pos {
  private constructor(
    private readonly options: PosOptions,
    private child: ChildProgram,
    readonly posUrl: string,
    readonly adminUrl: string,
  ) {}

  static async start(options: PosOptions): Promise<Pos> {
    const folder = join(options.dataDir, FOLDER);
    const kept = keptPorts(folder);
    const ports = kept ?? { pos: options.posPort, admin: options.adminPort };
    const { child, urls } = await launch(options, ports, []).catch((error: unknown) => {
      throw takenPort(error, kept !== undefined);
    });
    if (kept === undefined) keepPorts(folder, { pos: portOf(urls.pos), admin: portOf(urls.admin) });
    return new Pos(options, child, urls.pos, urls.admin);
  }

  get program(): ChildProgram {
    return this.child;
  }

  /** Shows the server's time from now on. A simulator that ran on real time cannot turn back: it begins again. */
  async adopt(segment: ClockSegment): Promise<void> {
    const { status, body } = await requestJson(`${this.adminUrl}/admin/clock/segments`, {
      method: 'POST',
      body: segment,
    });
    if (status === 200) return;
    const { segment: current } = (await requestJson(`${this.adminUrl}/admin/clock`)).body as {
      segment: ClockSegment;
    };
    if (current.number !== 0) {
      throw new SystemError(
        `the clock of the POS simulator in ${join(this.options.dataDir, FOLDER)} does not fit the server's ` +
          `(${JSON.stringify(body)}): its data is another database's; choose another data folder`,
      );
    }
    await this.stop();
    const ports = { pos: portOf(this.posUrl), admin: portOf(this.adminUrl) };
    this.child = (await launch(this.options, ports, ['--clock', JSON.stringify(segment)])).child;
  }

  stop(): Promise<void> {
    return this.child.stop(STOP_WITHIN_MS);
  }
}

const launch = async ({ dataDir, seed, log, stop }: PosOptions, ports: Ports, more: readonly string[]) => {
  const child = new ChildProgram({
    title: 'the POS simulator',
    program: PROGRAM,
    args: [
      ...['--data', join(dataDir, FOLDER), '--port', String(ports.pos), '--admin-port', String(ports.admin)],
      ...['--seed', String(seed), '--json', ...more],
    ],
    log,
  });
  try {
    const line = await child.ready({ line: /^\{"pos":/, withinMs: READY_WITHIN_MS, stop });
    return { child, urls: JSON.parse(line) as { pos: string; admin: string } };
  } catch (error) {
    await child.stop(STOP_WITHIN_MS);
    throw error;
  }
};

const portOf = (url: string): number => Number(new URL(url).port);

const keptPorts = (folder: string): Ports | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, PORTS_FILE), 'utf8')) as Ports;
  } catch {
    return undefined;
  }
};

const keepPorts = (folder: string, ports: Ports): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, PORTS_FILE), `${JSON.stringify(ports)}\n`);
};

/** The simulator's own advice names options of its own. The address of one that was used is not for the choosing. */
const takenPort = (error: unknown, isKept: boolean): unknown => {
  const port = /port (\d+) is taken/.exec(causeOf(error))?.[1];
  if (port === undefined) return error;
  return new SystemError(
    isKept
      ? `port ${port}, at which earlier orders know their POS, is taken: ` +
          'stop the program that has it, or choose another data folder'
      : `port ${port} is taken: stop the program that has it, or give the POS simulator others with ` +
          '--pos-port and --pos-admin-port',
    error,
  );
};
