import type { Instant } from '../../src/platform/clock/index.js';
import { cleanUp, eventually, posOrder, startedSimulator, stillAt } from './controls.js';

afterEach(cleanUp);

const OPENING = '2026-05-01T10:00:00.000Z';
const CLOSING = '2026-05-01T23:00:00.000Z';
const PICKUP = '2026-05-01T12:00:00.000Z';

type Started = Awaited<ReturnType<typeof startedSimulator>>;

/** Moves the clock to `instant` and waits until the kitchen has done all it had to do by then. */
const moveTo = async ({ admin }: Started, instant: Instant): Promise<void> => {
  const { segment } = await admin.clock();
  const told = await admin.tellSegment(stillAt(instant, segment.number + 1));
  expect(told.status).toBe(200);
  await eventually(admin.clock, ({ nextPending, now }) => nextPending === null || nextPending > now);
};

const timeline = async ({ pos }: Started, location = 'sto_a') =>
  (await pos.changes(location)).tickets.map(
    ({ status, version, at }) => `${version} ${status} ${at.slice(11, 19)}`,
  );

describe('The kitchen', () => {
  it('moves a ticket along on the business clock, from one pending instant to the next', async () => {
    const simulator = await startedSimulator({ segment: stillAt(OPENING) });
    const { pos, admin } = simulator;
    await pos.inject('sto_a', posOrder({ pickupAt: PICKUP }));
    const pending: string[] = [];
    const seen: string[] = [];
    for (
      let next = (await admin.clock()).nextPending;
      next !== null;
      next = (await admin.clock()).nextPending
    ) {
      pending.push(next);
      await moveTo(simulator, next);
      const [ticket] = await pos.lookUp('sto_a', 'ord_1');
      expect(ticket?.updatedAt).toBe(next);
      seen.push(ticket?.status ?? 'none');
    }
    expect(seen).toEqual(['acknowledged', 'preparing', 'ready', 'collected']);
    expect(pending.slice(0, 3).map(at => at.slice(11, 16))).toEqual(['10:01', '10:03', '11:59']);
    expect(pending[3]! >= '2026-05-01T12:01:00.000Z' && pending[3]! <= '2026-05-01T12:06:00.000Z').toBe(true);
  });

  it('does nothing before its time', async () => {
    const simulator = await startedSimulator({ segment: stillAt(OPENING) });
    await simulator.pos.inject('sto_a', posOrder({ pickupAt: PICKUP }));
    await moveTo(simulator, '2026-05-01T10:00:59.999Z');
    expect(await timeline(simulator)).toEqual(['1 received 10:00:00']);
  });

  it('tells the same story when the clock skips the whole evening at once', async () => {
    const simulator = await startedSimulator({ segment: stillAt(OPENING) });
    await simulator.pos.inject('sto_a', posOrder({ pickupAt: PICKUP }));
    await moveTo(simulator, CLOSING);
    expect(await timeline(simulator)).toEqual([
      '1 received 10:00:00',
      '2 acknowledged 10:01:00',
      '3 preparing 10:03:00',
      '4 ready 11:59:00',
      expect.stringMatching(/^5 collected 12:0[1-6]:\d\d$/),
    ]);
  });

  it('cooks an order that came too late at its own pace, and is never collected before it is ready', async () => {
    const simulator = await startedSimulator({ segment: stillAt(OPENING) });
    await simulator.pos.inject('sto_a', posOrder({ pickupAt: '2026-05-01T09:00:00.000Z' }));
    await moveTo(simulator, CLOSING);
    expect((await timeline(simulator)).slice(3)).toEqual(['4 ready 10:04:00', '5 collected 10:04:00']);
  });

  it('goes on after a restart, also with what fell due meanwhile, and its guests come when they would have', async () => {
    const story = async (restarts: boolean): Promise<readonly string[]> => {
      const first = await startedSimulator({ segment: stillAt(OPENING), seed: 5 });
      for (let n = 0; n < 4; n += 1) await first.pos.inject('sto_a', posOrder({ reference: `ord_${n}` }));
      await moveTo(first, '2026-05-01T10:02:00.000Z');
      if (!restarts) {
        await moveTo(first, CLOSING);
        return (await timeline(first)).toSorted();
      }
      await first.stop();
      const second = await startedSimulator({ folder: first.folder, seed: 5, segment: stillAt(CLOSING, 9) });
      await eventually(second.admin.clock, ({ nextPending }) => nextPending === null);
      return (await timeline(second)).toSorted();
    };
    expect(await story(true)).toEqual(await story(false));
  });

  it('does not touch a voided ticket again, and cannot void one that is collected', async () => {
    const simulator = await startedSimulator({ segment: stillAt(OPENING) });
    const { pos, admin } = simulator;
    const voided = await pos.inject('sto_a', posOrder());
    const collected = await pos.inject('sto_b', posOrder({ reference: 'ord_2' }));
    await admin.voidTicket(voided.body.ticketId);
    await moveTo(simulator, CLOSING);
    expect(await timeline(simulator)).toEqual(['1 received 10:00:00', '2 voided 10:00:00']);
    expect((await admin.voidTicket(collected.body.ticketId)).status).toBe(409);
    expect((await admin.ledger()).byStatus).toMatchObject({ collected: 1, voided: 1 });
  });
});
