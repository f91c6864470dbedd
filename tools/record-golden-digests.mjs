// Writes down what the golden event samples look like, once and for all: test/golden/digests.json gets the SHA-256
// of every sample it does not know yet. A sample it knows may not change, for events like it are on people's disks.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root, runTool } from './ensure-installed.mjs';

const golden = join(root, 'test', 'golden');
const record = join(golden, 'digests.json');

const sampleNames = () =>
  readdirSync(golden, { recursive: true })
    .map(name => name.split(sep).join('/'))
    .filter(name => name.endsWith('.json') && name !== 'digests.json')
    .sort();

const digestOf = name =>
  createHash('sha256')
    .update(readFileSync(join(golden, name)))
    .digest('hex');

await runTool(() => {
  const known = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  const present = Object.fromEntries(sampleNames().map(name => [name, digestOf(name)]));
  const broken = Object.keys(known).filter(name => present[name] !== known[name]);
  if (broken.length > 0) {
    throw new Error(
      `not recorded: ${broken.join(', ')} changed or vanished. Restore it, and add a new version.`,
    );
  }
  writeFileSync(record, `${JSON.stringify(present, undefined, 2)}\n`);
  console.log(`${Object.keys(present).length - Object.keys(known).length} new golden samples recorded`);
});
