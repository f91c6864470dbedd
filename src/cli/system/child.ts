import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * Runs another program of ours for as long as somebody holds its standard input open:
 *   node dist/src/cli/system/child.js PROGRAM [ARGUMENT…]
 * The system closes that pipe however the parent ends, `kill -9` included, so no child outlives its parent: it gets
 * the same SIGTERM a service manager would send, and stops in its own good order.
 */
const [runner, , program = '', ...args] = process.argv;
process.argv = [runner ?? '', resolve(program), ...args];

/** A parent that is gone does not read; what is left to do must be done all the same. */
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM')).resume();
// Listening for the parent is no reason to stay alive.
(process.stdin as Partial<Pick<NodeJS.Process['stdin'], 'unref'>>).unref?.();

await import(pathToFileURL(resolve(program)).href);
