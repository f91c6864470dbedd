// Installs what is missing, compiles src to dist and puts the SQL files beside the compiled code that reads them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled, isProgram, root, runTool } from './ensure-installed.mjs';

export const build = async () => {
  await ensureInstalled();
  compile('tsconfig.build.json');
  copySql();
};

/**
 * Also compiles the benches, and the programs that the specs run as processes of their own. Both compilations write to dist and
 * each remembers only what it wrote itself, so this one always comes after the other, never alone.
 */
export const buildWithPrograms = async () => {
  await build();
  compile('tsconfig.programs.json');
};

const compile = project => {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`${project} does not compile`);
};

const copySql = () => {
  for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!name.endsWith('.sql')) continue;
    const [from, to] = [join(root, 'src', name), join(root, 'dist', 'src', name)];
    if (existsSync(to) && readFileSync(to).equals(readFileSync(from))) continue;
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
};

if (isProgram(import.meta.url)) await runTool(build);
