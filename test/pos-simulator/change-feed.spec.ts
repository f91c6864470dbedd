import { cleanUp, posOrder, startedSimulator, type FeedTicket } from './controls.js';

afterEach(cleanUp);

const references = (tickets: readonly FeedTicket[]) => tickets.map(({ reference }) => reference);

describe('The change feed', () => {
  it('is told page by page, each change once and in order', async () => {
    const { pos } = await startedSimulator();
    const injected = Array.from({ length: 7 }, (_, n) => `ord_${n}`);
    for (const reference of injected) await pos.inject('sto_a', posOrder({ reference }));
    await pos.inject('sto_b', posOrder({ reference: 'elsewhere' }));

    const seen: string[] = [];
    const sizes: number[] = [];
    let page = await pos.changes('sto_a', { limit: '3' });
    for (; page.more; page = await pos.changes('sto_a', { limit: '3', after: page.next })) {
      seen.push(...references(page.tickets));
      sizes.push(page.tickets.length);
    }
    expect([...seen, ...references(page.tickets)]).toEqual(injected);
    expect(sizes).toEqual([3, 3]);
  });

  it('stands still at its end, and a cursor kept there tells only what came after it', async () => {
    const { pos } = await startedSimulator();
    const empty = await pos.changes('sto_a');
    expect(empty).toMatchObject({ more: false, tickets: [] });
    await pos.inject('sto_a', posOrder({ reference: 'ord_1' }));
    const first = await pos.changes('sto_a', { after: empty.next });
    expect(references(first.tickets)).toEqual(['ord_1']);
    const again = await pos.changes('sto_a', { after: first.next });
    expect(again).toEqual({ next: first.next, more: false, tickets: [] });
    await pos.inject('sto_a', posOrder({ reference: 'ord_2' }));
    expect(references((await pos.changes('sto_a', { after: first.next })).tickets)).toEqual(['ord_2']);
  });

  it('keeps its cursors over a restart', async () => {
    const first = await startedSimulator();
    await first.pos.inject('sto_a', posOrder());
    const { next } = await first.pos.changes('sto_a');
    const folder = first.folder;
    await first.stop();
    const { pos } = await startedSimulator({ folder });
    await pos.inject('sto_a', posOrder({ reference: 'ord_2' }));
    expect(references((await pos.changes('sto_a', { after: next })).tickets)).toEqual(['ord_2']);
  });

  it('tells a void like any other change', async () => {
    const { pos, admin } = await startedSimulator();
    const { ticketId } = (await pos.inject('sto_a', posOrder())).body;
    const { next } = await pos.changes('sto_a');
    await admin.voidTicket(ticketId);
    expect((await pos.changes('sto_a', { after: next })).tickets).toEqual([
      {
        id: ticketId,
        reference: 'ord_1',
        status: 'voided',
        version: '2',
        at: expect.stringMatching(/Z$/) as string,
      },
    ]);
  });

  it.each([
    ['markup', `"/></changes><ticket id='x'>`],
    ['entities', '&amp;&lt;&#65;&undefined;'],
    ['a comment', '--><!-- ]]>'],
    ['spaces at its ends', '  ord  '],
    ['other scripts and astral signs', 'Bestellung Ä 注文 🍜'],
  ])('carries a reference with %s unharmed', async (_, reference) => {
    const { pos } = await startedSimulator();
    expect((await pos.inject('sto_a', posOrder({ reference }))).status).toBe(201);
    expect(references((await pos.changes('sto_a')).tickets)).toEqual([reference]);
    expect(await pos.lookUp('sto_a', reference)).toHaveLength(1);
  });

  it('refuses a cursor it never told and a page that is too long', async () => {
    const { pos } = await startedSimulator();
    await pos.inject('sto_a', posOrder());
    const { next } = await pos.changes('sto_a');
    expect((await pos.changesText('sto_b', { after: next })).status).toBe(400);
    expect((await pos.changesText('sto_a', { after: 'made-up' })).status).toBe(400);
    expect((await pos.changesText('sto_a', { limit: '201' })).status).toBe(400);
    expect((await pos.changesText('sto_a', { limit: '200' })).status).toBe(200);
  });
});
