import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, posOrder, startedSimulator, temporaryFolder } from './controls.js';
import { compiledProgram, ranProgram, startedProgram } from './program.js';

afterEach(cleanUp);

const ORDERS = 400;
const KILLED_AFTER_ANSWERS = 60;

describe('The program', () => {
  it('killed in the middle of a rush has every ticket it answered for, and gives its folder free', async () => {
    const main = compiledProgram();
    const folder = temporaryFolder();
    const program = await startedProgram(main, folder);
    const answered: string[] = [];
    const injectOne = async (n: number): Promise<void> => {
      const { body } = await program.pos.inject('sto_a', posOrder({ reference: `ord_${n}` }));
      answered.push(body.ticketId);
      if (answered.length === KILLED_AFTER_ANSWERS) void program.end('SIGKILL');
    };
    await Promise.allSettled(Array.from({ length: ORDERS }, (_, n) => injectOne(n)));
    expect((await program.end('SIGKILL')).signal).toBe('SIGKILL');
    expect(answered.length).toBeGreaterThanOrEqual(KILLED_AFTER_ANSWERS);

    const { admin } = await startedProgram(main, folder);
    const known = new Set((await admin.tickets({ limit: '1000' })).tickets.map(({ ticketId }) => ticketId));
    expect(answered.filter(ticketId => !known.has(ticketId))).toEqual([]);
    expect(await admin.ledger()).toMatchObject({ tickets: known.size, duplicate: 0 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async signal => {
    const folder = temporaryFolder();
    const program = await startedProgram(compiledProgram(), folder);
    await program.pos.inject('sto_a', posOrder());
    expect(await program.end(signal)).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(existsSync(join(folder, 'simulator.lock'))).toBe(false);
  });

  it('refuses in one line and with exit code 1 a folder in use and a port that is taken', async () => {
    const main = compiledProgram();
    const folder = temporaryFolder();
    const { pid, urls } = await startedProgram(main, folder);
    const second = await ranProgram(main, ['--data', folder, '--port', '0', '--admin-port', '0']);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(new RegExp(`^pos-simulator: .*pid ${pid};.*\n$`));

    const taken = new URL(urls.admin).port;
    const third = await ranProgram(main, ['--data', temporaryFolder(), '--port', '0', '--admin-port', taken]);
    expect(third).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `pos-simulator: port ${taken} is taken; choose another with --admin-port, or 0 for any free one\n`,
    });
  });

  it('explains itself, and answers wrong usage with exit code 2', async () => {
    const main = compiledProgram();
    const help = await ranProgram(main, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--admin-port <number>');
    expect((await ranProgram(main, [])).code).toBe(2);
    const wrongClock = await ranProgram(main, ['--data', temporaryFolder(), '--clock', '{"number":0}']);
    expect(wrongClock.code).toBe(2);
    expect(wrongClock.stderr).toContain('Expected a clock segment: number');
  });

  it('answers on the loopback address only', async () => {
    const { posUrl, adminUrl } = await startedSimulator();
    expect([posUrl, adminUrl].map(url => new URL(url).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
  });
});
