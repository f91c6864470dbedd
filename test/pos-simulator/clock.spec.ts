import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../../tools/pos-simulator/simulator.js';
import {
  cleanUp,
  posOrder,
  simulatorOptions,
  startedSimulator,
  stillAt,
  temporaryFolder,
} from './controls.js';

afterEach(cleanUp);

const MORNING = '2026-05-01T08:00:00.000Z';
const NOON = '2026-05-01T12:00:00.000Z';

describe('The clock', () => {
  it('is real time until it is told a segment', async () => {
    const { admin } = await startedSimulator();
    expect(await admin.clock()).toMatchObject({
      segment: { number: 0, speed: 1 },
      nextPending: null,
      busy: 0,
    });
  });

  it('adopts a newer segment and knows it when it is told again', async () => {
    const { admin } = await startedSimulator({ segment: stillAt(MORNING) });
    const noon = stillAt(NOON, 2);
    expect(await admin.tellSegment(noon)).toMatchObject({ status: 200, body: { outcome: 'adopted' } });
    expect(await admin.tellSegment(noon)).toMatchObject({ status: 200, body: { outcome: 'known' } });
    expect(await admin.clock()).toMatchObject({ segment: noon, now: NOON });
  });

  it.each([
    ['would turn it back', stillAt(MORNING, 3), 'segment 3 would turn the clock back'],
    ['is older', stillAt(NOON, 1), 'segment 1 is older than segment 2, which is in force'],
    ['has the number but not the content of the one in force', stillAt(MORNING, 2), 'other content'],
    [
      'shows no instant of our form',
      { number: 3, realEpochMs: 0, virtualEpochMs: 0, speed: 1e6 },
      'does not show an instant between 1970 and 9999',
    ],
  ])('refuses a segment that %s, and goes on as it was', async (_, segment, why) => {
    const { admin } = await startedSimulator({ segment: stillAt(NOON, 2) });
    const refused = await admin.tellSegment(segment);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain(why);
    expect((await admin.clock()).now).toBe(NOON);
  });

  it('refuses what is no segment, naming the field', async () => {
    const { admin } = await startedSimulator();
    const refused = await admin.tellSegment({ ...stillAt(NOON), speed: 0 });
    expect(refused).toMatchObject({ status: 400, body: { field: 'speed' } });
  });

  it('goes on after a restart with the newest segment, whatever first segment a start script tells', async () => {
    const first = await startedSimulator({ segment: stillAt(MORNING) });
    const noon = stillAt(NOON, 2);
    await first.admin.tellSegment(noon);
    await first.stop();
    const second = await startedSimulator({ folder: first.folder });
    expect((await second.admin.clock()).segment).toEqual(noon);
    await second.stop();
    const third = await startedSimulator({ folder: first.folder, segment: stillAt(MORNING) });
    expect((await third.admin.clock()).segment).toEqual(noon);
  });

  it('does not start behind its own past', async () => {
    const { folder, pos, stop } = await startedSimulator();
    await pos.inject('sto_a', posOrder());
    await stop();
    const start = (number: number) =>
      startSimulator(simulatorOptions({ folder, segment: stillAt(MORNING, number) }));
    await expect(start(1)).rejects.toThrow('--clock is refused: segment 1 would turn the clock back');
    const { segment } = simulatorOptions({ segment: stillAt('2126-05-01T12:00:00.000Z') });
    await (await startedSimulator({ folder, segment })).stop();
    await expect(start(2)).rejects.toThrow('--clock is refused: segment 2 would turn the clock back');
  });

  it('that cannot be read from disk is said with what to do', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'clock.json'), '{"number":');
    await expect(startSimulator(simulatorOptions({ folder }))).rejects.toThrow(
      /clock\.json cannot be read .*; delete it/,
    );
    expect(readFileSync(join(folder, 'clock.json'), 'utf8')).toBe('{"number":');
  });
});
