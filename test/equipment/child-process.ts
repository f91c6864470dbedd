import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from './wait-for.js';

export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Added to this process's variables; an undefined one is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const ASKED_WITHIN_MS = 10_000;
const REAPED_WITHIN_MS = 35_000;
const running = new Set<Program>();

/** A program of ours as a process of its own: what it wrote so far, and the ways to end it. */
export class Program {
  private ending: Ended | undefined;
  private written = '';

  constructor(
    private readonly child: ChildProcess,
    private readonly title: string,
  ) {
    running.add(this);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.written += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.written += text));
    child.stdin?.on('error', () => undefined);
    child.once('error', error => this.end({ code: null, signal: null }, `${error.message}\n`));
    child.once('close', (code, signal) => this.end({ code, signal }));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.title} was not started: ${this.written}`);
    return this.child.pid;
  }

  get output(): string {
    return this.written;
  }

  /** All lines so far that are JSON objects. */
  get messages(): readonly Record<string, unknown>[] {
    return this.written.split('\n').flatMap(asObject);
  }

  async line(pattern: RegExp, withinMs?: number): Promise<string> {
    const find = (): string | undefined => this.written.split('\n').find(text => pattern.test(text));
    return this.until(find, `a line like ${String(pattern)}`, withinMs);
  }

  /** The first JSON line that has `key`. */
  async message<T extends object>(key: keyof T & string, withinMs?: number): Promise<T> {
    const find = (): T | undefined => this.messages.find(found => key in found) as T | undefined;
    return this.until(find, `a JSON line with "${key}"`, withinMs);
  }

  async ended(withinMs?: number): Promise<Ended> {
    return waitFor(() => this.ending, { what: `the end of ${this.title}`, ...(withinMs && { withinMs }) });
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  closeInput(): void {
    this.child.stdin?.end();
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended();
  }

  /** Ends it at once, as a power cut would. */
  kill(): Promise<Ended> {
    return this.stop('SIGKILL');
  }

  private end(ending: Ended, text = ''): void {
    this.ending ??= ending;
    this.written += text;
    running.delete(this);
  }

  private async until<T>(find: () => T | undefined, what: string, withinMs = 20_000): Promise<T> {
    const found = await waitFor(
      () => find() ?? (this.ending === undefined ? undefined : { ended: true as const }),
      {
        what: `${what} from ${this.title}`,
        withinMs,
      },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it wrote:\n${this.written}`);
    });
    const last = find();
    if (last !== undefined) return last;
    throw new Error(
      `${this.title} ended without ${what} (${JSON.stringify(found)}); it wrote:\n${this.written}`,
    );
  }
}

const asObject = (line: string): Record<string, unknown>[] => {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
};

/** Starts `dist/{path}.js`, for example `test/programs/embedded-postgres-holder`. Ended after the test if it still runs. */
export const startProgram = (
  path: string,
  { args = [], env = {}, ...rest }: ProgramOptions = {},
): Program => {
  const file = join(process.cwd(), 'dist', `${path}.js`);
  if (!existsSync(file)) throw new Error(`${file} is not built: run the specs through \`npm test\``);
  const variables = Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined);
  const options: SpawnOptions = { ...rest, env: Object.fromEntries(variables), stdio: 'pipe' };
  return new Program(spawn(process.execPath, [file, ...args], options), path);
};

afterEach(async () => {
  await Promise.all([...running].map(endInPeace));
}, REAPED_WITHIN_MS);

/** A program that runs servers of its own stops them when it is asked; killed at once, it would leave them behind. */
const endInPeace = async (program: Program): Promise<void> => {
  program.send('SIGTERM');
  await program.ended(ASKED_WITHIN_MS).catch(() => program.kill());
};
