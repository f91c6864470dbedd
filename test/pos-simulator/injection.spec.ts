import { cleanUp, posOrder, startedSimulator } from './controls.js';

afterEach(cleanUp);

describe('Injecting an order', () => {
  it('makes a ticket that a look-up finds at once', async () => {
    const { pos, admin } = await startedSimulator();
    const accepted = await pos.inject('sto_a', posOrder());
    expect(accepted).toEqual({
      status: 201,
      body: { ticketId: expect.any(String) as string, reference: 'ord_1', status: 'received' },
    });
    expect(await pos.lookUp('sto_a', 'ord_1')).toEqual([
      { ...accepted.body, version: 1, updatedAt: expect.stringMatching(/Z$/) as string },
    ]);
    expect(await admin.ledger()).toMatchObject({
      tickets: 1,
      live: 1,
      duplicate: 0,
      byStatus: { received: 1 },
    });
  });

  it('makes a second live ticket of the same reference, and the ledger counts one duplicate', async () => {
    const { pos, admin } = await startedSimulator();
    const first = await pos.inject('sto_a', posOrder());
    const second = await pos.inject('sto_a', posOrder());
    await pos.inject('sto_a', posOrder({ reference: 'ord_2' }));
    expect(second.body.ticketId).not.toBe(first.body.ticketId);
    expect(await pos.lookUp('sto_a', 'ord_1')).toHaveLength(2);
    expect(await admin.ledger()).toMatchObject({ tickets: 3, live: 3, duplicate: 1 });
  });

  it('counts a second ticket at another location as a duplicate too, though a look-up there sees one', async () => {
    const { pos, admin } = await startedSimulator();
    await pos.inject('sto_a', posOrder());
    await pos.inject('sto_b', posOrder());
    expect(await pos.lookUp('sto_b', 'ord_1')).toHaveLength(1);
    expect((await admin.ledger()).duplicate).toBe(1);
  });

  it('counts surplus tickets no longer once they are voided', async () => {
    const { pos, admin } = await startedSimulator();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await pos.inject('sto_a', posOrder())).body.ticketId);
    expect((await admin.ledger()).duplicate).toBe(2);
    expect((await admin.voidTicket(ids[0]!)).status).toBe(200);
    expect((await admin.voidTicket(ids[0]!)).status).toBe(200);
    expect(await admin.ledger()).toMatchObject({
      tickets: 3,
      live: 2,
      duplicate: 1,
      byStatus: { voided: 1 },
    });
    await admin.voidTicket(ids[1]!);
    expect(await admin.ledger()).toMatchObject({ live: 1, duplicate: 0 });
    expect((await admin.voidTicket('t-nobody')).status).toBe(404);
  });

  it.each([
    ['a reference that is too long', posOrder({ reference: 'r'.repeat(61) }), 'reference'],
    ['a reference that XML cannot carry', posOrder({ reference: 'ord\u0001' }), 'reference'],
    ['a local pickup time', posOrder({ pickupAt: '2026-05-01T12:00:00' }), 'pickupAt'],
    ['no lines', posOrder({ lines: [] }), 'lines'],
    ['a broken amount', posOrder({ total: 9.5 }), 'total'],
    ['a currency in words', posOrder({ currency: 'euro' }), 'currency'],
    ['no customer', { ...posOrder(), customer: undefined }, 'customer'],
  ])('refuses %s for good and makes no ticket', async (_, order, field) => {
    const { pos, admin } = await startedSimulator();
    const refused = await pos.inject('sto_a', order);
    expect(refused.status).toBe(422);
    expect(refused.body.error).toEqual({
      code: 'INVALID_ORDER',
      message: expect.stringContaining(field) as string,
    });
    expect((await admin.ledger()).tickets).toBe(0);
  });

  it('refuses what is not JSON with 422 and what is too large with 413', async () => {
    const { posUrl, admin } = await startedSimulator();
    const send = (body: string) =>
      fetch(`${posUrl}/pos/sto_a/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await send('{"reference"')).status).toBe(422);
    expect((await send('')).status).toBe(422);
    expect((await send(JSON.stringify('x'.repeat(256 * 1024)))).status).toBe(413);
    expect((await admin.ledger()).tickets).toBe(0);
  });

  it('shows the judge every ticket page by page, with the order as it was injected', async () => {
    const { pos, admin } = await startedSimulator();
    for (const reference of ['ord_1', 'ord_2', 'ord_3']) await pos.inject('sto_a', posOrder({ reference }));
    await pos.inject('sto_b', posOrder({ reference: 'ord_3' }));
    const first = await admin.tickets({ location: 'sto_a', limit: '2' });
    expect(first.tickets.map(({ order }) => order.reference)).toEqual(['ord_1', 'ord_2']);
    expect(first.tickets[0]?.order).toEqual(posOrder());
    const second = await admin.tickets({ location: 'sto_a', limit: '2', after: first.next ?? '' });
    expect(second.tickets.map(({ order }) => order.reference)).toEqual(['ord_3']);
    expect(second.next).toBeNull();
    expect((await admin.tickets({ reference: 'ord_3' })).tickets.map(({ location }) => location)).toEqual([
      'sto_a',
      'sto_b',
    ]);
  });
});
