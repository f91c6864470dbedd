import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { adminClient, posClient, stopAfterwards, temporaryFolder } from './controls.js';

const MAIN = 'tools/pos-simulator/main';
const RELATIVE_IMPORT = /\bfrom '(\.[^']+)\.js'/g;

/**
 * Compiles the program, and what it imports, into a folder of its own and answers where its main file is. The specs
 * then run what the sources say now, whether or not somebody has built them, and beside anybody who is building them.
 */
export const compiledProgram = (): string => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const found = new Set([MAIN]);
  for (const file of found) {
    for (const imported of compileInto(folder, file)) found.add(imported);
  }
  return join(folder, `${MAIN}.js`);
};

/** Compiles one file, named without its ending, and answers the files it imports in the same manner. */
const compileInto = (folder: string, file: string): readonly string[] => {
  const { code } = transformFileSync(`${file}.ts`, {
    configFile: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
    module: { type: 'es6' },
  });
  const target = join(folder, `${file}.js`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
  const imports = [...code.matchAll(RELATIVE_IMPORT)].map(([, path]) => path ?? '');
  return imports.map(path => join(dirname(file), path));
};

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const begin = (main: string, options: readonly string[]) => {
  const child = spawn(process.execPath, [main, ...options], { cwd: dirname(main) });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...said,
  }));
  return { child, said, ended };
};

/** Runs the program to its end. */
export const ranProgram = (main: string, options: readonly string[]): Promise<Ended> =>
  begin(main, options).ended;

const kill = (child: ChildProcess, ended: Promise<Ended>) => (signal: NodeJS.Signals) => {
  child.kill(signal);
  return ended;
};

/** Starts the program on free ports and waits for the line that says it is ready. */
export const startedProgram = async (main: string, folder: string, options: readonly string[] = []) => {
  const own = ['--data', folder, '--port', '0', '--admin-port', '0', '--json'];
  const { child, said, ended } = begin(main, [...own, ...options]);
  const end = kill(child, ended);
  stopAfterwards({ stop: () => end('SIGKILL').then(() => undefined) });
  await Promise.race([once(child.stdout, 'data'), ended]);
  if (said.stdout === '') throw new Error(`the simulator did not start: ${said.stderr}`);
  const urls = JSON.parse(said.stdout) as { pos: string; admin: string };
  return { end, pid: child.pid, urls, pos: posClient(urls.pos), admin: adminClient(urls.admin) };
};
