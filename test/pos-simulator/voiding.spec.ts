import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, CUT, eventually, fateOf, posOrder, startedSimulator, stillAt } from './controls.js';

afterEach(cleanUp);

const PICKUP = '2030-05-01T12:00:00.000Z';
const RECEIVED = '2030-05-01T11:40:00.000Z';
const ACKNOWLEDGED = '2030-05-01T11:41:00.000Z';
const PREPARING = '2030-05-01T11:43:00.000Z';
const COLLECTED = '2030-05-01T12:10:00.000Z';

/** A simulator with one ticket, whose kitchen moves when the spec says so. */
const simulatorWithTicket = async () => {
  const simulator = await startedSimulator();
  let segments = 0;
  const tellTime = async (instant: string): Promise<void> => {
    segments += 1;
    expect((await simulator.admin.tellSegment(stillAt(instant, segments))).status).toBe(200);
  };
  await tellTime(RECEIVED);
  const { body } = await simulator.pos.inject('sto_a', posOrder({ pickupAt: PICKUP }));
  const voids = () =>
    readFileSync(join(simulator.folder, 'ledger.jsonl'), 'utf8')
      .split('\n')
      .filter(line => line.includes('"voided"'));
  return { ...simulator, tellTime, ticketId: body.ticketId, voids };
};

describe('A void that an integration asks for', () => {
  it.each([
    ['was just received', RECEIVED],
    ['is acknowledged', ACKNOWLEDGED],
  ])('takes a ticket back that %s, and the ledger keeps the reason', async (_, at) => {
    const { pos, admin, ticketId, tellTime, voids } = await simulatorWithTicket();
    await tellTime(at);
    expect(await pos.void('sto_a', ticketId, { reason: 'rain' })).toEqual({
      status: 200,
      body: { ticketId, status: 'voided' },
    });
    expect(await admin.ledger()).toMatchObject({ tickets: 1, live: 0, byStatus: { voided: 1 } });
    expect((await admin.tickets()).tickets).toMatchObject([{ ticketId, voidReason: 'rain' }]);
    expect((await pos.changes('sto_a')).tickets.at(-1)).toMatchObject({ id: ticketId, status: 'voided' });
    expect(voids()).toHaveLength(1);
  });

  it('changes nothing where the ticket is voided already', async () => {
    const { pos, ticketId, voids } = await simulatorWithTicket();
    await pos.void('sto_a', ticketId);
    expect((await pos.void('sto_a', ticketId)).status).toBe(200);
    expect(voids()).toHaveLength(1);
    expect(await pos.lookUp('sto_a', 'ord_1')).toMatchObject([{ status: 'voided', version: 2 }]);
  });

  it.each([
    ['is in preparation', PREPARING],
    ['is collected', COLLECTED],
  ])('is refused where the ticket %s', async (_, at) => {
    const { pos, admin, ticketId, tellTime } = await simulatorWithTicket();
    await tellTime(at);
    await eventually(
      () => pos.lookUp('sto_a', 'ord_1'),
      tickets => tickets.some(({ updatedAt }) => updatedAt >= PREPARING),
    );
    const refused = await pos.void('sto_a', ticketId);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'TICKET_BEGUN' } } });
    expect(await admin.ledger()).toMatchObject({ live: 1, byStatus: { voided: 0 } });
  });

  it('knows no ticket that is not there, or is another location’s', async () => {
    const { pos, admin, ticketId } = await simulatorWithTicket();
    expect(await pos.void('sto_a', 't-nobody')).toMatchObject({
      status: 404,
      body: { error: { code: 'TICKET_UNKNOWN' } },
    });
    expect((await pos.void('sto_b', ticketId)).status).toBe(404);
    expect((await admin.ledger()).live).toBe(1);
  });

  it.each([[{}], [{ reason: '' }], [{ reason: 7 }]])('says why: %j is refused', async body => {
    const { pos, admin, ticketId } = await simulatorWithTicket();
    expect(await pos.void('sto_a', ticketId, body)).toMatchObject({
      status: 422,
      body: { error: { code: 'INVALID_VOID' } },
    });
    expect((await admin.ledger()).live).toBe(1);
  });

  it('is still known after a restart', async () => {
    const { pos, stop, folder, ticketId } = await simulatorWithTicket();
    await pos.void('sto_a', ticketId, { reason: 'rain' });
    await stop();
    const { admin } = await startedSimulator({ folder });
    expect((await admin.tickets()).tickets).toMatchObject([{ status: 'voided', voidReason: 'rain' }]);
  });
});

describe('A void under a fault', () => {
  it('whose reply is dropped has happened', async () => {
    const { pos, admin, ticketId } = await simulatorWithTicket();
    await admin.addFault({ kind: 'accept-then-drop-reply', location: 'sto_a' });
    expect(await fateOf(pos.void('sto_a', ticketId))).toMatch(CUT);
    expect((await admin.ledger()).live).toBe(0);
  });

  it('that hangs has happened, and its answer never ends', async () => {
    const { pos, admin, ticketId, stop } = await simulatorWithTicket();
    await admin.addFault({ kind: 'hang', location: 'sto_a' });
    const fate = fateOf(pos.void('sto_a', ticketId));
    await eventually(admin.ledger, ({ live }) => live === 0);
    expect((await admin.clock()).busy).toBe(1);
    await stop();
    expect(await fate).toMatch(CUT);
  });

  it.each([
    ['refuse', 409],
    ['down', CUT],
  ])('of kind %s has not happened', async (kind, fate) => {
    const { pos, admin, ticketId } = await simulatorWithTicket();
    await admin.addFault({ kind, location: 'sto_a' });
    const asked = pos.void('sto_a', ticketId);
    if (typeof fate === 'number') expect((await asked).status).toBe(fate);
    else expect(await fateOf(asked)).toMatch(fate);
    expect((await admin.ledger()).live).toBe(1);
  });
});
