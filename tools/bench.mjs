// npm run bench: installs and builds what is missing, then measures with the arguments given here.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildWithPrograms } from './build.mjs';
import { root, runTool } from './ensure-installed.mjs';

const run = args =>
  new Promise((resolve, reject) => {
    const program = join(root, 'dist', 'bench', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { stdio: 'inherit' });
    // Ctrl-C reaches the bench by itself; this program stays to tell how it ended.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });

await runTool(async () => {
  await buildWithPrograms();
  process.exitCode = await run(process.argv.slice(2));
});
