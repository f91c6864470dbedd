import { systemTime } from '../../src/platform/clock/index.js';
import { cleanUp, CUT, fateOf, eventually, posOrder, startedSimulator } from './controls.js';

afterEach(cleanUp);

describe('A POS that is down', () => {
  it('refuses connections, and listens on the same port again when the fault is removed', async () => {
    const { pos, admin, posUrl } = await startedSimulator();
    expect((await pos.inject('sto_a', posOrder())).status).toBe(201);

    const fault = await admin.addFault({ kind: 'down' });
    expect(fault.status).toBe(201);
    expect((await admin.health()).pos).toBe('closed');
    expect(await fateOf(fetch(`${posUrl}/pos/sto_a/changes`))).toBe('ECONNREFUSED');

    await admin.removeFault(fault.body.id);
    expect((await pos.inject('sto_a', posOrder({ reference: 'ord_2' }))).status).toBe(201);
    expect((await admin.ledger()).tickets).toBe(2);
  });

  it('stays closed until the last of two such faults is removed', async () => {
    const { admin } = await startedSimulator();
    const { id } = (await admin.addFault({ kind: 'down' })).body;
    await admin.addFault({ kind: 'down' });
    await admin.removeFault(id);
    expect((await admin.health()).pos).toBe('closed');
    expect((await admin.clearFaults()).body.removed).toBe(1);
    expect((await admin.health()).pos).toBe('open');
  });

  it('begins and ends by itself when told when', async () => {
    const { admin } = await startedSimulator();
    await admin.addFault({ kind: 'down', fromNow: 0.3, forSeconds: 0.3 });
    expect((await admin.health()).pos).toBe('open');
    await eventually(admin.health, ({ pos }) => pos === 'closed');
    await eventually(admin.health, ({ pos }) => pos === 'open');
    expect((await admin.faults()).faults).toEqual([]);
  });

  it('at one location cuts every route there before anything is committed, and no other location', async () => {
    const { pos, admin } = await startedSimulator();
    await admin.addFault({ kind: 'down', location: 'sto_a' });
    expect(await fateOf(pos.inject('sto_a', posOrder()))).toMatch(CUT);
    expect(await fateOf(pos.lookUp('sto_a', 'ord_1'))).toMatch(CUT);
    expect(await fateOf(pos.changesText('sto_a'))).toMatch(CUT);
    expect((await pos.inject('sto_b', posOrder({ reference: 'ord_2' }))).status).toBe(201);
    expect((await admin.ledger()).tickets).toBe(1);
    await admin.clearFaults();
    expect((await pos.inject('sto_a', posOrder())).status).toBe(201);
  });
});

describe('A POS that accepts and drops the reply', () => {
  it('has the ticket, and its client has no answer', async () => {
    const { pos, admin } = await startedSimulator();
    await admin.addFault({ kind: 'accept-then-drop-reply', location: 'sto_a' });
    expect(await fateOf(pos.inject('sto_a', posOrder()))).toMatch(CUT);
    expect(await pos.lookUp('sto_a', 'ord_1')).toHaveLength(1);
    expect((await pos.inject('sto_b', posOrder({ reference: 'ord_2' }))).status).toBe(201);
    expect((await pos.inject('sto_a', {})).status).toBe(422);
    await eventually(admin.clock, ({ busy }) => busy === 0);
  });
});

describe('A POS that hangs', () => {
  it('has the ticket and begins an answer that never ends, and still stops when asked to', async () => {
    const { pos, admin, posUrl, stop } = await startedSimulator();
    await admin.addFault({ kind: 'hang', location: 'sto_a' });
    const begun = await fetch(`${posUrl}/pos/sto_a/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(posOrder()),
    });
    expect(begun.status).toBe(201);
    expect(await pos.lookUp('sto_a', 'ord_1')).toHaveLength(1);
    expect((await pos.inject('sto_b', posOrder({ reference: 'ord_2' }))).status).toBe(201);
    expect((await admin.clock()).busy).toBe(1);
    const fate = fateOf(begun.text());
    await stop();
    expect(await fate).toMatch(CUT);
  });
});

describe('A POS that refuses', () => {
  it('says no to every order in its words, and makes no ticket', async () => {
    const { pos, admin } = await startedSimulator();
    await admin.addFault({ kind: 'refuse', location: 'sto_a' });
    const refused = await pos.inject('sto_a', posOrder());
    expect(refused).toMatchObject({ status: 422, body: { error: { code: 'REFUSED' } } });
    expect((await admin.ledger()).tickets).toBe(0);
    expect((await pos.inject('sto_b', posOrder())).status).toBe(201);
  });
});

describe('A POS that is slow', () => {
  const DELAY_MS = 400;

  it('answers late what it has long committed', async () => {
    const { pos, admin } = await startedSimulator();
    await admin.addFault({ kind: 'slow', location: 'sto_a', delayMs: DELAY_MS });
    const startedMs = systemTime.monotonicMs();
    const answer = pos.inject('sto_a', posOrder());
    await eventually(admin.ledger, ({ tickets }) => tickets === 1);
    expect((await admin.clock()).busy).toBe(1);
    expect((await answer).status).toBe(201);
    expect(systemTime.monotonicMs() - startedMs).toBeGreaterThanOrEqual(DELAY_MS - 1);
    await eventually(admin.clock, ({ busy }) => busy === 0);
  });

  it('delays neither another location nor anyone once the fault is removed', async () => {
    const { pos, admin } = await startedSimulator();
    const hour = 600_000;
    const { id } = (await admin.addFault({ kind: 'slow', location: 'sto_a', delayMs: hour })).body;
    expect((await pos.inject('sto_b', posOrder())).status).toBe(201);
    await admin.removeFault(id);
    expect((await pos.inject('sto_a', posOrder({ reference: 'ord_2' }))).status).toBe(201);
  });

  it('still stops when asked to', async () => {
    const { pos, admin, stop } = await startedSimulator();
    await admin.addFault({ kind: 'slow', delayMs: 600_000 });
    const answer = pos.inject('sto_a', posOrder());
    await eventually(admin.clock, ({ busy }) => busy === 1);
    await eventually(admin.ledger, ({ tickets }) => tickets === 1);
    await stop();
    expect((await answer).status).toBe(201);
  });
});

describe('A fault with a rate', () => {
  const struckAmong = async (seed: number, rate: number): Promise<string> => {
    const { pos, admin } = await startedSimulator({ seed });
    await admin.addFault({ kind: 'down', location: 'sto_a', rate });
    let struck = '';
    for (let n = 0; n < 40; n += 1) {
      struck += (await fateOf(pos.lookUp('sto_a', 'ord_1'))) === 'answered' ? '.' : 'x';
    }
    return struck;
  };

  it('strikes some requests and the same ones for the same seed', async () => {
    const struck = await struckAmong(7, 0.5);
    expect(struck).toMatch(/x.*\..*x/);
    expect(await struckAmong(7, 0.5)).toBe(struck);
    expect(await struckAmong(8, 0.5)).not.toBe(struck);
  });

  it('strikes none at rate 0', async () => {
    expect(await struckAmong(7, 0)).toBe('.'.repeat(40));
  });
});

describe('A fault that makes no sense', () => {
  it.each([
    [{ kind: 'tired' }, 'kind'],
    [{ kind: 'slow' }, 'delayMs'],
    [{ kind: 'down', delayMs: 5 }, 'delayMs'],
    [{ kind: 'slow', delayMs: 5, rate: 2 }, 'rate'],
    [{ kind: 'down', rate: 0.5 }, 'rate'],
    [{ kind: 'down', forSeconds: 0 }, 'forSeconds'],
    [{ kind: 'down', until: 'noon' }, 'until'],
  ])('%j is refused, naming %s', async (fault, field) => {
    const { admin } = await startedSimulator();
    const refused = await admin.addFault(fault);
    expect(refused.status).toBe(400);
    expect(refused.body.field).toBe(field);
    expect((await admin.faults()).faults).toEqual([]);
    expect((await admin.removeFault('f-1')).status).toBe(404);
  });
});
