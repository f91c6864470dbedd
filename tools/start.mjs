// npm start: installs and builds what is missing, then runs Rushline until Ctrl-C.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, runTool } from './ensure-installed.mjs';

/** Ctrl-C arrives here several times at once: from the terminal, and from npm, which passes it on. */
const SAME_KEY_PRESS_MS = 1_000;

/**
 * Rushline runs in a session of its own and hears of Ctrl-C only from here, so that one key press is one signal:
 * it closes in peace, and only a later one can mean "at once".
 */
const run = args => {
  const program = join(root, 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  let passedOnAtMs;
  const passOn = signal => {
    const nowMs = performance.now();
    if (passedOnAtMs !== undefined && nowMs - passedOnAtMs < SAME_KEY_PRESS_MS) return;
    passedOnAtMs = nowMs;
    child.kill(signal);
  };
  process.on('SIGINT', () => passOn('SIGINT'));
  process.on('SIGTERM', () => passOn('SIGTERM'));
  // The terminal was closed.
  process.on('SIGHUP', () => passOn('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal, passedOnAtMs !== undefined)));
  });
};

/** Ending because it was told to is a success, even when it was told before it could listen. */
const exitCode = (code, signal, wasTold) => {
  if (signal === null) return code;
  return wasTold && (signal === 'SIGINT' || signal === 'SIGTERM') ? 0 : 128 + constants.signals[signal];
};

await runTool(async () => {
  await build();
  process.exitCode = await run(process.argv.slice(2));
});
