import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { basename, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemTime } from '../../platform/clock/index.js';
import { StartInterrupted, SystemError } from './system-error.js';

/** Where this file lies below, compiled or (in a spec) not. */
const top = fileURLToPath(new URL('../../../', import.meta.url));
const dist = basename(top) === 'dist' ? top : join(top, 'dist');
/** Runs a program for as long as this process lives. */
const CHILD = relative(top, fileURLToPath(new URL('./child.js', import.meta.url)));

const KEPT_COMPLAINT_LINES = 20;
/** A line of a stack trace, and what Node says about itself. */
const NOT_A_COMPLAINT = /^\s+at |^\(node:\d+\)|--trace-warnings|^Node\.js v/;
const OWN_WORDS = /^(rushline cannot start|pos-simulator): /;

export interface ProgramOptions {
  /** What it is, as a complaint should name it: `the server`. */
  readonly title: string;
  /** Path below `dist`. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Added to this process's variables; an undefined one is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Every line it writes. */
  readonly log: (line: string) => void;
}

export interface Ready {
  /** The line on standard output that says it is ready. */
  readonly line: RegExp;
  readonly withinMs: number;
  readonly stop: AbortSignal;
}

/** One program of ours as a child process. It ends when this process does, however that happens. */
export class ChildProgram {
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly complaints: string[] = [];
  private readonly onLine = new Set<(line: string) => void>();
  private ending: string | undefined;
  private wasAsked = false;

  constructor(private readonly options: ProgramOptions) {
    const { program, args = [], env = {}, log } = options;
    const variables = Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined);
    this.child = spawn(
      process.execPath,
      ['--enable-source-maps', join(dist, CHILD), join(dist, program), ...args],
      {
        // In a session of its own: Ctrl-C goes to all of a terminal's group, and the order of stopping is decided here.
        detached: process.platform !== 'win32',
        stdio: ['pipe', 'pipe', 'pipe'],
        env: Object.fromEntries(variables),
      },
    );
    this.child.stdin.on('error', () => undefined);
    this.onLine.add(log);
    this.read(this.child.stdout, () => undefined);
    this.read(this.child.stderr, line => this.keepComplaint(line));
    this.ended = new Promise(resolve => {
      this.child.once('error', error => resolve((this.ending ??= error.message)));
      this.child.once('close', (code, signal) => resolve((this.ending ??= inWords(code, signal))));
    });
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Calls `listener` when it ends without having been asked to. */
  onUnexpectedEnd(listener: (how: string) => void): void {
    void this.ended.then(how => {
      if (!this.wasAsked) listener(this.explained(how));
    });
  }

  /** Waits for the line that says it is ready. Throws SystemError with its own complaint when it ends before. */
  async ready({ line, withinMs, stop }: Ready): Promise<string> {
    const end: (() => void)[] = [];
    try {
      return await new Promise<string>((resolve, reject) => {
        const listener = (written: string): void => {
          if (line.test(written)) resolve(written);
        };
        const interrupt = (): void => reject(new StartInterrupted());
        this.onLine.add(listener);
        stop.addEventListener('abort', interrupt);
        end.push(
          () => this.onLine.delete(listener),
          () => stop.removeEventListener('abort', interrupt),
          systemTime.after(withinMs, () => reject(this.notReady(`it was not ready within ${withinMs} ms`))),
        );
        void this.ended.then(ending => reject(this.notReady(ending)));
        if (stop.aborted) interrupt();
      });
    } finally {
      end.forEach(undo => undo());
    }
  }

  /** Asks it to stop; kills it when it does not within `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.wasAsked = true;
    if (this.ending !== undefined) return;
    this.child.kill('SIGTERM');
    const cancel = systemTime.after(withinMs, () => this.child.kill('SIGKILL'));
    await this.ended;
    cancel();
  }

  private notReady(ending: string): SystemError {
    return new SystemError(`${this.options.title} cannot start: ${this.explained(ending)}`);
  }

  /** Its own complaint says more than an exit code. */
  private explained(ending: string): string {
    const told = this.complaints.join('; ');
    return told === '' ? ending : told;
  }

  private read(stream: Readable, also: (line: string) => void): void {
    createInterface({ input: stream }).on('line', line => {
      also(line);
      this.onLine.forEach(listener => listener(line));
    });
  }

  private keepComplaint(line: string): void {
    if (line.trim() === '' || NOT_A_COMPLAINT.test(line)) return;
    // What our programs say on purpose goes before what a framework said on the way.
    if (OWN_WORDS.test(line)) this.complaints.length = 0;
    this.complaints.push(line.trim().replace(OWN_WORDS, ''));
    this.complaints.splice(0, this.complaints.length - KEPT_COMPLAINT_LINES);
  }
}

const inWords = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
