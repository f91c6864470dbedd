// Installs the packages when they are missing or are not those of package-lock.json. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
/** Holds the hash of the package-lock.json that was installed last. */
const stamp = join(modules, '.rushline-installed');
const installing = join(root, '.rushline', 'installing');
const LOOK_EVERY_MS = 250;

export const ensureInstalled = async () => {
  if (reasonToInstall() === undefined) return;
  const release = await takeTurn();
  try {
    // Another program may have installed while this one waited for its turn.
    const reason = reasonToInstall();
    if (reason !== undefined) install(reason);
  } finally {
    release();
  }
};

const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

const reasonToInstall = () => {
  if (!existsSync(modules)) return 'node_modules is missing';
  if (existsSync(stamp)) {
    return readFileSync(stamp, 'utf8') === lockHash() ? undefined : 'package-lock.json has changed';
  }
  if (!isInstalledByHand()) return 'node_modules is not what package-lock.json says';
  writeStamp();
  return undefined;
};

/** npm leaves its own list in node_modules; every package of the lock must be on it (optional ones may be missing). */
const isInstalledByHand = () => {
  const listed = join(modules, '.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = JSON.parse(readFileSync(listed, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages).filter(
    ([path]) => path !== '',
  );
  return wanted.every(([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version,
  );
};

const writeStamp = () => {
  try {
    writeFileSync(stamp, lockHash());
  } catch {
    // A node_modules that cannot be written to is compared again next time.
  }
};

const install = reason => {
  console.error(`installing packages: ${reason}`);
  // Under an npm script, that same npm; on its own, the one on the PATH.
  const npm = process.env.npm_execpath ?? '';
  const [command, ...first] = /^npm(-cli)?\./.test(basename(npm)) ? [process.execPath, npm] : ['npm'];
  // The compiler is a development dependency, which NODE_ENV=production would leave out.
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--include=dev'];
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) throw new Error(`npm ci failed: ${error?.message ?? 'see its messages above'}`);
  writeStamp();
};

/** One installation at a time. A turn whose holder is gone is over. Answers what gives the turn back. */
const takeTurn = async () => {
  mkdirSync(dirname(installing), { recursive: true });
  for (;;) {
    try {
      writeFileSync(installing, String(process.pid), { flag: 'wx' });
      return () => rmSync(installing, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    await pause(LOOK_EVERY_MS);
    if (!isHeld()) rmSync(installing, { force: true });
  }
};

const isHeld = () => {
  try {
    const holder = Number(readFileSync(installing, 'utf8'));
    process.kill(holder, 0);
    return holder > 0;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Whether a tool was started as a program, and not imported by another one. */
export const isProgram = url => url === pathToFileURL(process.argv[1] ?? '').href;

/** Runs a tool's work; a failure is one line and exit code 1. */
export const runTool = async work => {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};

if (isProgram(import.meta.url)) await runTool(ensureInstalled);
