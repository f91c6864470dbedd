import { cleanUp, eventually, posOrder } from './controls.js';
import { judgedSimulator } from './wire.js';

afterEach(cleanUp);

const injected = async (
  pos: { inject: (location: string, order: unknown) => Promise<unknown> },
  count: number,
) => {
  const references = Array.from({ length: count }, (_, n) => `ord_${n}`);
  for (const reference of references) await pos.inject('sto_a', posOrder({ reference }));
  return references;
};

describe('A feed under a fault', () => {
  it('tells its items more than once', async () => {
    const { pos, fault } = await judgedSimulator();
    const [first, second] = await injected(pos, 2);
    await fault({ kind: 'duplicate-items', copies: 2 });
    const { tickets } = await pos.changes('sto_a');
    expect(tickets.map(({ reference }) => reference)).toEqual([first, first, first, second, second, second]);
  });

  it('tells a page out of order, the same page always in the same', async () => {
    const { pos, judge, fault } = await judgedSimulator();
    const references = await injected(pos, 12);
    await fault({ kind: 'shuffled-items' });
    const read = async () => (await pos.changes('sto_a')).tickets.map(({ reference }) => reference);
    const shuffled = await read();
    expect(shuffled).not.toEqual(references);
    expect([...shuffled].sort()).toEqual([...references].sort());
    expect(await read()).toEqual(shuffled);
    await judge.clearFaults();
    expect(await read()).toEqual(references);
  });

  it('lets an item surface late, with its old time, behind the cursors that passed it', async () => {
    const { pos, fault } = await judgedSimulator();
    await fault({ kind: 'late-items', lateMs: 1_000, forRequests: 1 });
    const [late, inTime] = await injected(pos, 2);
    const passed = await pos.changes('sto_a');
    expect(passed.tickets.map(({ reference }) => reference)).toEqual([inTime]);
    const all = await eventually(
      () => pos.changes('sto_a'),
      ({ tickets }) => tickets.length === 2,
    );
    expect(all.tickets.map(({ reference }) => reference)).toEqual([late, inTime]);
    expect(all.tickets[0]!.at <= all.tickets[1]!.at).toBe(true);
    expect((await pos.changes('sto_a', { after: passed.next })).tickets).toEqual([]);
    const [found] = await pos.lookUp('sto_a', late!);
    expect(found).toMatchObject({ reference: late });
  });

  it('tells times by a clock that is wrong, and the ledger knows the right ones', async () => {
    const { pos, judge, fault } = await judgedSimulator();
    await injected(pos, 1);
    await fault({ kind: 'clock-skew', skewMs: -600_000, location: 'sto_a' });
    const { tickets } = await judge.tickets();
    const wrong = new Date(Date.parse(tickets[0]!.receivedAt) - 600_000).toISOString();
    expect((await pos.changes('sto_a')).tickets[0]!.at).toBe(wrong);
    expect((await pos.lookUp('sto_a', 'ord_0'))[0]!.updatedAt).toBe(wrong);
  });

  it('tells a status that nobody has heard of', async () => {
    const { pos, fault } = await judgedSimulator();
    await injected(pos, 1);
    await fault({ kind: 'unknown-status', status: 'abducted' });
    expect((await pos.changes('sto_a')).tickets).toMatchObject([{ status: 'abducted', version: '1' }]);
    expect(await pos.lookUp('sto_a', 'ord_0')).toMatchObject([{ status: 'abducted' }]);
  });

  it('does not know a cursor any more, and lets its reader begin at a time', async () => {
    const { pos, wire, fault, judge } = await judgedSimulator();
    await injected(pos, 3);
    const { next } = await pos.changes('sto_a', { limit: '1' });
    await fault({ kind: 'cursor-lost' });
    const lost = await wire.get(`/pos/sto_a/changes?after=${next}`);
    expect(lost.status).toBe(410);
    expect(JSON.parse(lost.text)).toMatchObject({ error: { code: 'CURSOR_EXPIRED' } });
    const { tickets } = await judge.tickets();
    const since = tickets[1]!.updatedAt;
    const again = (await pos.changes('sto_a', { since })).tickets.map(({ reference }) => reference);
    expect(again).toEqual(
      tickets.filter(({ updatedAt }) => updatedAt >= since).map(({ order }) => order.reference),
    );
    expect((await wire.get(`/pos/sto_a/changes?after=${next}&since=${since}`)).status).toBe(400);
  });

  it('keeps the cursors that are not too far behind', async () => {
    const { pos, wire, fault } = await judgedSimulator();
    await injected(pos, 3);
    const far = (await pos.changes('sto_a', { limit: '1' })).next;
    const near = (await pos.changes('sto_a', { limit: '2' })).next;
    await fault({ kind: 'cursor-lost', keeps: 1 });
    expect((await wire.get(`/pos/sto_a/changes?after=${far}`)).status).toBe(410);
    expect((await wire.get(`/pos/sto_a/changes?after=${near}`)).status).toBe(200);
  });
});
