import { readFileSync } from 'node:fs';
import { readConfig } from '../../src/platform/config/index.js';

const example = readFileSync('.env.example', 'utf8');
const schema = readFileSync('src/platform/config/config.ts', 'utf8');
const shown = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);

describe('.env.example', () => {
  it('shows every variable the server reads, and no other', () => {
    const read = [...schema.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(5);
    expect(shown.map(([name]) => name).sort()).toEqual(read.sort());
  });

  it('shows each with its default', () => {
    expect(readConfig(Object.fromEntries(shown) as Record<string, string>)).toEqual(readConfig({}));
  });

  it('says something about each', () => {
    const unexplained = example
      .split('\n\n')
      .filter(part => !/^# .*\w/.test(part) || !/^# [A-Z_]+=/m.test(part));
    expect(unexplained).toHaveLength(1);
    expect(unexplained[0]).toMatch(/Copy this file to \.env/);
  });
});
