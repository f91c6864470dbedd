import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * Runs another program and leaves a processor profile of it when it ends:
 *   node dist/bench/system/profiled-program.js FOLDER PROGRAM [ARGUMENT…]
 */
const [runner = '', , folder = '.', program = '', ...args] = process.argv;
process.argv = [runner, resolve(program), ...args];

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.start');
process.on('exit', () => {
  // Within one process the inspector answers before `post` returns.
  session.post('Profiler.stop', (_failure, { profile }) => {
    writeFileSync(join(folder, `${process.pid}.cpuprofile`), JSON.stringify(profile));
  });
});

await import(pathToFileURL(resolve(program)).href);
