import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HOLDER = join('dist', 'test', 'programs', 'embedded-postgres-holder.js');

/**
 * One PostgreSQL for the whole run, with the durability of the real one. A process of its own holds it, which
 * stops it and removes its folder as soon as the pipe to this process closes: at the teardown, at Ctrl-C, or
 * when jest is killed. (Jest compiles no relative imports for this file, so it has none.)
 */
export default async function globalSetup(): Promise<void> {
  if (!existsSync(HOLDER)) throw new Error(`${HOLDER} is not built: run \`npm test\`, which builds first`);
  const folder = await mkdtemp(join(tmpdir(), 'rushline-test-'));
  // Root's PostgreSQL runs as another user, who must be able to pass through.
  await chmod(folder, 0o755);
  const holder = spawn(process.execPath, [HOLDER, join(folder, 'data')], {
    // In a session of its own: Ctrl-C must not reach it before it has seen jest end.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, REMOVE_FOLDER: folder },
  });
  for await (const line of createInterface({ input: holder.stdout })) {
    const told = JSON.parse(line) as { url?: string; error?: string };
    if (told.error !== undefined) {
      throw new Error(`the PostgreSQL of the tests does not start: ${told.error}`);
    }
    if (told.url === undefined) continue;
    process.env.RUSHLINE_TEST_DATABASE_URL = told.url;
    globalThis.rushlineTestPostgres = holder;
    return;
  }
  throw new Error('the PostgreSQL of the tests ended before it was ready');
}
