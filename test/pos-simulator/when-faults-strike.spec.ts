import { cleanUp, eventually, posOrder, startedSimulator, stillAt } from './controls.js';
import { judgedSimulator } from './wire.js';

afterEach(cleanUp);

const NOON = '2030-05-01T12:00:00.000Z';
const ONE = '2030-05-01T13:00:00.000Z';
const TWO = '2030-05-01T14:00:00.000Z';

/** Which of so many deliveries to each location were refused, whatever the order the locations are asked in. */
const refusedAmong = async (seed: number, locations: readonly string[]) => {
  const { pos, admin } = await startedSimulator({ seed });
  await admin.addFault({ kind: 'refuse', rate: 0.5 });
  const refused: Record<string, string> = {};
  for (const location of locations) {
    const { status } = await pos.inject(location, posOrder());
    refused[location] = `${refused[location] ?? ''}${status === 422 ? 'x' : '.'}`;
  }
  return refused;
};

const TURNS = Array.from({ length: 24 }, (_, n) => (n % 2 === 0 ? 'sto_a' : 'sto_b'));

describe('Whom a fault strikes, and when', () => {
  it('is the same for the same seed and the same requests, whatever other locations do', async () => {
    const first = await refusedAmong(3, TURNS);
    expect(first['sto_a']).toMatch(/x.*\.|\..*x/);
    expect(await refusedAmong(3, TURNS)).toEqual(first);
    expect(await refusedAmong(3, [...TURNS].sort())).toEqual(first);
    expect(await refusedAmong(4, TURNS)).not.toEqual(first);
  });

  it('may be some requests after some others, at each location', async () => {
    const { pos, fault } = await judgedSimulator();
    await fault({ kind: 'refuse', afterRequests: 1, forRequests: 2 });
    const statuses = async (location: string) => {
      const told: number[] = [];
      for (let n = 0; n < 4; n += 1) told.push((await pos.inject(location, posOrder())).status);
      return told;
    };
    expect(await statuses('sto_a')).toEqual([201, 422, 422, 201]);
    expect(await statuses('sto_b')).toEqual([201, 422, 422, 201]);
  });

  it('may be a time on the business clock', async () => {
    const { pos, judge, fault } = await judgedSimulator({ segment: stillAt(NOON) });
    await fault({ kind: 'refuse', from: ONE, until: TWO });
    expect((await pos.inject('sto_a', posOrder())).status).toBe(201);
    await judge.tellSegment(stillAt(ONE, 2));
    expect((await pos.inject('sto_a', posOrder())).status).toBe(422);
    await judge.tellSegment(stillAt(TWO, 3));
    expect((await pos.inject('sto_a', posOrder())).status).toBe(201);
  });

  it('may be a time on the business clock for the port as well', async () => {
    const { judge, fault } = await judgedSimulator({ segment: stillAt(NOON) });
    await fault({ kind: 'down', from: ONE, until: TWO });
    expect((await judge.health()).pos).toBe('open');
    await judge.tellSegment(stillAt(ONE, 2));
    await eventually(judge.health, ({ pos }) => pos === 'closed');
    await judge.tellSegment(stillAt(TWO, 3));
    await eventually(judge.health, ({ pos }) => pos === 'open');
  });

  it('may be one account', async () => {
    const { wire, fault } = await judgedSimulator();
    await fault({ kind: 'refuse', account: 'north' });
    expect((await wire.deliver({}, { 'x-pos-account': 'north' })).status).toBe(422);
    expect((await wire.deliver({}, { 'x-pos-account': 'south' })).status).toBe(201);
  });

  it.each([
    [{ kind: 'down', forRequests: 3 }, 'forRequests'],
    [{ kind: 'refuse', from: TWO, until: ONE }, 'until'],
    [{ kind: 'refuse', operations: ['cook'] }, 'operations.0'],
    [{ kind: 'redirect', status: 200 }, 'status'],
    [{ kind: 'late-items' }, 'lateMs'],
    [{ kind: 'webhook-forged', how: 'badly' }, 'how'],
  ])('%j makes no sense and is refused, naming %s', async (order, field) => {
    const { judge } = await judgedSimulator();
    const refused = await judge.addFault(order);
    expect(refused).toMatchObject({ status: 400, body: { field } });
    expect((await judge.faults()).faults).toEqual([]);
  });
});
