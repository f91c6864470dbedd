import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProgram } from '../../src/cli/system/index.js';

const READY_WITHIN_MS = 180_000;
/** The server allows itself 15 seconds. */
const STOP_WITHIN_MS = 17_000;

export interface ProgramUnderTest {
  /** What it wrote behind its word that it is ready. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ProgramStart {
  readonly title: string;
  /** Path below `dist`. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where it leaves a processor profile when it ends. */
  readonly profileDir?: string | undefined;
}

/** Starts a program that says `… listens at URL` when it is ready. */
export const startProgram = async ({
  title,
  program,
  args = [],
  env = {},
  profileDir,
}: ProgramStart): Promise<ProgramUnderTest> => {
  const child = new ChildProgram({
    title,
    ...(profileDir === undefined ? { program, args } : profiled(profileDir, program, args)),
    env,
    log: () => undefined,
  });
  const line = await child.ready({
    line: / listens at /,
    withinMs: READY_WITHIN_MS,
    stop: new AbortController().signal,
  });
  return {
    url: /listens at (\S+)/.exec(line)?.[1] ?? '',
    pid: child.pid,
    stop: () => child.stop(STOP_WITHIN_MS),
  };
};

const dist = fileURLToPath(new URL('../../', import.meta.url));

const profiled = (profileDir: string, program: string, args: readonly string[]) => {
  mkdirSync(profileDir, { recursive: true });
  return {
    program: 'bench/system/profiled-program.js',
    args: [resolve(profileDir), join(dist, program), ...args],
  };
};
