import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

declare global {
  /** Set by the global setup; both run in the one process that lives as long as the run. */
  var rushlineTestPostgres: ChildProcess | undefined;
}

/** Closes the holder's input, which ends PostgreSQL and removes its folder, and waits until that is done. */
export default async function globalTeardown(): Promise<void> {
  const holder = globalThis.rushlineTestPostgres;
  if (holder?.exitCode !== null) return;
  const ended = once(holder, 'exit');
  holder.stdin?.end();
  await ended;
}
