import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RushReport } from '../../src/cli/rush/report/report.js';
import { temporaryFolder } from '../equipment/temporary-folder.js';

const PROGRAM = join('dist', 'src', 'cli', 'main.js');
const FIXTURE = join('test', 'fixtures', 'rush', 'orders.csv');
/** A PostgreSQL, a simulator and a server have to start before the first order, beside other specs. */
const RUSH_WITHIN_MS = 150_000;
/** Fast enough to be over soon, and slow enough to keep up on a machine that runs other specs. */
const SPEED = '900';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rushline rush` to its end, with temporary files in a folder of this spec. */
const rush = (...options: readonly string[]): Promise<Ended> => {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: run the specs through \`npm test\``);
  return new Promise(resolve => {
    const env = { ...process.env, TMPDIR: temporaryFolder() };
    const settings = { env, timeout: RUSH_WITHIN_MS, killSignal: 'SIGTERM' as const };
    execFile(process.execPath, [PROGRAM, 'rush', ...options], settings, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
};

describe('rushline rush', () => {
  it(
    'takes a small history to its last collected order, and says so in one JSON object',
    async () => {
      const { code, stdout, stderr } = await rush(
        '--orders',
        FIXTURE,
        '--days',
        '3',
        '--speed',
        SPEED,
        '--json',
      );
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const report = JSON.parse(stdout) as RushReport;
      expect(report).toMatchObject({
        partial: false,
        stores: 3,
        arrivals: 19,
        damagedLines: 3,
        holds: { accepted: 19, refused: 0, refusedBy: {} },
        orders: { confirmed: 19, collected: 19, unanswered: 0 },
        tickets: { live: 19, duplicate: 0 },
        escalated: 0,
        unknownOpen: 0,
        lost: 0,
        oversoldSlots: 0,
        broken: [],
        unjudged: [],
      });
      expect(report.deliveryLatenessMs.business.p50).toBeGreaterThanOrEqual(0);
      expect(report.httpMs.p99).toBeGreaterThan(0);
      expect(report.skippedSeconds).toBeGreaterThan(0);
      expect(stderr).toContain(`${FIXTURE}:6: it has 4 columns instead of 6; the line is skipped`);
    },
    RUSH_WITHIN_MS,
  );

  it('says in one line that there is no such history', async () => {
    const { code, stdout, stderr } = await rush('--orders', join('test', 'fixtures', 'rush', 'absent.csv'));
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      code: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toContain('absent.csv cannot be read');
  });

  it.each([
    ['--speed', '0', 'Expected a number from 1 to 5000'],
    ['--days', '1.5', 'Expected a whole number from 1 to 1000'],
    ['--url', 'localhost', 'Expected a URL'],
  ])('refuses %s %s as a wrong usage', async (option, value, why) => {
    const { code, stdout, stderr } = await rush(option, value);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});
