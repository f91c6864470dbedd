import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new folder that everybody may pass through (root's PostgreSQL runs as another user); removed after the spec. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rushline-spec-'));
  chmodSync(folder, 0o755);
  made.push(folder);
  return folder;
};

/** Has a folder that came into being elsewhere removed after the spec, too. */
export const removeAfterwards = (folder: string): void => {
  made.push(folder);
};

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
});
