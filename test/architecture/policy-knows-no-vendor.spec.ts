import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIMULATOR_PROFILES } from '../../src/platform/config/pos-accounts.js';

const POLICY = 'src/pos-gateway/domain';
const VENDORS = ['simulator', 'square', 'toast', 'brink', 'simphony', 'clover', 'lightspeed', 'deliverect'];
const NAMES = [...VENDORS, ...SIMULATOR_PROFILES];

/** The vendors and profiles that a text names as words of their own. */
const namedIn = (text: string): readonly string[] =>
  NAMES.filter(name => new RegExp(`(?<![a-z])${name}(?![a-z])`, 'i').test(text));

describe('The policy of deliveries', () => {
  it('reads what a POS can do, and names none of them', () => {
    const files = readdirSync(POLICY).map(name => join(POLICY, name));
    expect(files.length).toBeGreaterThan(3);
    expect(
      files.flatMap(file => namedIn(readFileSync(file, 'utf8')).map(name => `${file}: ${name}`)),
    ).toEqual([]);
  });

  it.each([`if (adapter.name === 'simulator') resend();`, `case 'dedupe-300s':`, '// Square wants it so'])(
    'would be caught naming one: %s',
    text => {
      expect(namedIn(text)).toHaveLength(1);
    },
  );
});
