// npm start: installs and builds what is missing, then runs Rushline until Ctrl-C.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, runTool } from './ensure-installed.mjs';

/** Ctrl-C arrives here several times at once: from the terminal, and from npm, which passes it on. */
const SAME_KEY_PRESS_MS = 1_000;
const LOOK_FOR_NPM_EVERY_MS = 1_000;

const compiled = join(root, 'dist', 'src');
/** `demo` is the whole system with guests in it; `serve` is the server alone, as production runs it. */
const MODES = {
  demo: { program: [join(compiled, 'cli', 'main.js'), 'demo'], env: {} },
  serve: { program: [join(compiled, 'main.js')], env: { NODE_ENV: 'production' } },
};

/**
 * Rushline runs in a session of its own and hears of Ctrl-C only from here, so that one key press is one signal:
 * it closes in peace, and only a later one can mean "at once". When this program ends, however it does, the pipe
 * to Rushline closes, which tells it to stop as well.
 */
const run = ({ program, env }, args) => {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(compiled, 'cli', 'system', 'child.js'), ...program, ...args],
    {
      stdio: ['pipe', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
      env: { ...process.env, ...env },
    },
  );
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
  whenNpmIsGone(() => passOn('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal, passedOnAtMs !== undefined)));
  });
};

/** Nobody could stop an npm script whose npm was killed; all that tells of it is another parent. */
const whenNpmIsGone = stop => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    stop();
  }, LOOK_FOR_NPM_EVERY_MS);
  timer.unref();
};

/** Ending because it was told to is a success, even when it was told before it could listen. */
const exitCode = (code, signal, wasTold) => {
  if (signal === null) return code;
  return wasTold && (signal === 'SIGINT' || signal === 'SIGTERM') ? 0 : 128 + constants.signals[signal];
};

/** What stands in the environment already goes before what stands in the file. */
const readEnvFile = () => {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
};

await runTool(async () => {
  const [mode, ...args] = process.argv.slice(2);
  if (!Object.hasOwn(MODES, mode ?? '')) throw new Error(`usage: start.mjs ${Object.keys(MODES).join('|')}`);
  readEnvFile();
  await build();
  process.exitCode = await run(MODES[mode], args);
});
