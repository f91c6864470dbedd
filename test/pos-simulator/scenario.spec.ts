import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenario } from '../../tools/pos-simulator/scenario.js';
import { cleanUp, fateOf, temporaryFolder } from './controls.js';
import { compiledProgram, ranProgram, startedProgram } from './program.js';
import { judgeClient, judgedSimulator, wireClient } from './wire.js';

afterEach(cleanUp);

const scenarioFile = (scenario: unknown): string => {
  const path = join(temporaryFolder(), 'scenario.json');
  writeFileSync(path, typeof scenario === 'string' ? scenario : JSON.stringify(scenario));
  return path;
};

const BAD_DAY = {
  profile: 'no-dedupe',
  accounts: { north: { profile: 'dedupe-300s', parameters: { dedupeWindowMs: 5_000 } } },
  webhooks: [{ url: 'http://127.0.0.1:9/hook', secrets: ['a-long-secret'] }],
  faults: [
    { kind: 'accept-then-drop-reply', rate: 0.3 },
    { kind: '5xx-before-commit', rate: 0.3, status: 500 },
    { kind: 'html-with-200', rate: 0.2, location: 'sto_b' },
    { kind: 'down', rate: 0.2, location: 'sto_a' },
  ],
};

const ORDERS = 24;

describe('A scenario', () => {
  it('is what the program begins with, and the same seed makes the same day of it', async () => {
    const main = compiledProgram();
    const path = scenarioFile(BAD_DAY);
    const livedDay = async (seed: number) => {
      const program = await startedProgram(main, temporaryFolder(), [
        '--scenario',
        path,
        '--seed',
        String(seed),
      ]);
      const wire = wireClient(program.urls.pos);
      const fates: string[] = [];
      for (let n = 0; n < ORDERS; n += 1) {
        const order = { reference: `ord_${n}` };
        const answer = wire.deliver(order, {}, n % 3 === 0 ? 'sto_b' : 'sto_a');
        fates.push((await fateOf(answer)) === 'answered' ? String((await answer).status) : 'cut');
      }
      const judge = judgeClient(program.urls.admin);
      const { requests } = await judge.requests({ limit: '1000' });
      const tickets = (await program.admin.tickets({ limit: '1000' })).tickets;
      await program.end('SIGKILL');
      return {
        fates,
        faults: requests.map(({ faults = [] }) => faults.join()),
        tickets: tickets.map(({ ticketId, order }) => `${ticketId} ${order.reference}`),
      };
    };
    const day = await livedDay(5);
    expect(new Set(day.fates)).toEqual(new Set(['201', '200', '500', 'cut']));
    expect(await livedDay(5)).toEqual(day);
    expect((await livedDay(6)).faults).not.toEqual(day.faults);
  });

  it('gives accounts their profiles, subscribers their events and faults their places', async () => {
    const { judge } = await judgedSimulator({ scenario: readScenario(scenarioFile(BAD_DAY)) });
    expect(await judge.account('anybody')).toMatchObject({ profile: 'no-dedupe' });
    expect(await judge.account('north')).toMatchObject({ capabilities: { dedupeWindowMs: 5_000 } });
    expect(await judge.webhooks()).toMatchObject([{ id: 'w-1', url: 'http://127.0.0.1:9/hook' }]);
    expect((await judge.faults()).faults).toHaveLength(4);
  });

  it('subscribes nobody a second time when the POS starts again with it', async () => {
    const scenario = readScenario(scenarioFile({ webhooks: BAD_DAY.webhooks }));
    const first = await judgedSimulator({ scenario });
    await first.stop();
    const { judge } = await judgedSimulator({ scenario, folder: first.folder });
    expect(await judge.webhooks()).toHaveLength(1);
  });

  it('may begin with the whole POS down', async () => {
    const scenario = readScenario(scenarioFile({ faults: [{ kind: 'down' }] }));
    const { judge, wire } = await judgedSimulator({ scenario });
    expect((await judge.health()).pos).toBe('closed');
    await judge.clearFaults();
    expect((await wire.deliver()).status).toBe(201);
  });

  it('stands behind the command line', async () => {
    const main = compiledProgram();
    const options = [
      '--scenario',
      scenarioFile(BAD_DAY),
      '--profile',
      'classic',
      '--account',
      'north=square-like',
    ];
    const { urls } = await startedProgram(main, temporaryFolder(), options);
    const judge = judgeClient(urls.admin);
    expect(await judge.account('default')).toMatchObject({ profile: 'classic' });
    expect(await judge.account('north')).toMatchObject({ profile: 'square-like' });
  });

  it.each([
    ['{"faults":', /cannot be read as JSON/],
    [{ faults: [{ kind: 'slow', delayMs: 5 }, { kind: 'slow' }] }, /faults\.1\.delayMs/],
    [{ profile: 'modern' }, /profile: must be one of classic, no-dedupe/],
    [{ weather: 'rain' }, /weather/],
    [{ accounts: { 'a b': { profile: 'classic' } } }, /accounts/],
  ])('like %j is refused, saying where it is wrong', (scenario, complaint) => {
    expect(() => readScenario(scenarioFile(scenario))).toThrow(complaint);
  });

  it('that cannot be used ends the program in one line, before anything is opened', async () => {
    const main = compiledProgram();
    const path = scenarioFile({ faults: [{ kind: 'tired' }] });
    const ended = await ranProgram(main, ['--data', temporaryFolder(), '--scenario', path]);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^pos-simulator: \S+scenario\.json: faults\.0\.kind: .*\n$/);
    const wrongProfile = await ranProgram(main, ['--data', temporaryFolder(), '--profile', 'modern']);
    expect(wrongProfile).toMatchObject({ code: 2 });
    expect(readFileSync(path, 'utf8')).toContain('tired');
  });
});
