import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '../equipment/temporary-folder.js';

/** The folder of the project itself. */
export const PROJECT = resolve(__dirname, '../..');

/** Files of a project, real or made up: their text by their path. */
export type Files = Readonly<Record<string, string>>;

/** Writes a made-up project into a folder of its own, which goes away after the spec. */
export const seededTree = (files: Files): string => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

/** Runs one of the project's own tools in `folder` and answers what it printed, whatever its exit code. */
export const run = (script: string, args: readonly string[], folder: string): Promise<string> =>
  new Promise((answer, fail) => {
    const child = spawn(process.execPath, [join(PROJECT, script), ...args], { cwd: folder });
    let printed = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', fail);
    child.on('close', () => {
      if (printed === '') fail(new Error(`${script} printed nothing; it complained: ${complaint}`));
      else answer(printed);
    });
  });
