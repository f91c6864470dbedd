// npm test: installs and builds what is missing, then runs the specs with the arguments given here.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildWithPrograms } from './build.mjs';
import { root, runTool } from './ensure-installed.mjs';

const jest = join('node_modules', 'jest', 'bin', 'jest.js');

const run = args =>
  new Promise((resolve, reject) => {
    const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, jest, ...args], { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches jest by itself; this program stays to tell how jest ended.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });

await runTool(async () => {
  await buildWithPrograms();
  process.exitCode = await run(process.argv.slice(2));
});
