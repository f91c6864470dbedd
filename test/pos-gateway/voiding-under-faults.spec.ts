import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PosAdapter } from '../../src/pos-gateway/pos-port.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, openedStore, orderBecomes, type HouseOptions } from '../http/house.js';
import { DATE, LUNCH, minutesFrom } from '../http/requests.js';
import { behind, but, withSilentFeed } from './adapters.js';
import { houseWithOrder } from './house-with-order.js';

afterEach(closeHouses);

const DUE = minutesFrom(LUNCH, -15);

/** A house whose kitchen has the order, and whose clock stands just behind that. */
const houseWithTicket = async (options: HouseOptions = {}) => {
  const house = await houseWithOrder(options);
  await house.tellTime(DUE);
  await house.recorded('OrderDelivered');
  return { ...house, ...lookingAt(house) };
};

type House = Awaited<ReturnType<typeof houseWithOrder>>;

const lookingAt = ({ folder, server, storeId }: House) => ({
  /** How often the ledger says that a ticket was voided. */
  voids: () =>
    readFileSync(join(folder, 'ledger.jsonl'), 'utf8')
      .split('\n')
      .filter(line => line.includes('"status":"voided"')).length,
  /** Orders that take capacity of the slot at lunch, once the read model says so many. */
  taken: (orders: number) =>
    waitFor(async () => (await takenAtLunch(server, storeId)) === orders, {
      what: `${orders} orders at lunch`,
    }),
});

interface Shown {
  readonly slots: readonly {
    readonly start: string;
    readonly load: { readonly orders: { readonly confirmed: number } };
  }[];
}

const takenAtLunch = async (server: House['server'], storeId: string): Promise<number | undefined> => {
  const { body } = await server.get<Shown>(`/stores/${storeId}/days/${DATE}/availability`);
  return body.slots.find(({ start }) => start === LUNCH)?.load.orders.confirmed;
};

const times = (history: readonly string[], type: string): number =>
  history.filter(recorded => recorded === type).length;

const REQUESTED = { status: 200, body: { status: 'cancellation-requested' } };

describe('An order called off while the kitchen has it', () => {
  it('has its ticket taken back with the reason, and then its capacity is free, once', async () => {
    const house = await houseWithTicket({ adapt: behind(withSilentFeed) });
    await house.taken(1);
    expect(await house.cancel()).toMatchObject(REQUESTED);
    await house.recorded('OrderVoided');
    await house.taken(0);
    expect(await house.detailOf('OrderVoided')).toMatchObject({ learnedBy: 'reply' });
    expect((await house.history()).slice(-4)).toEqual([
      'OrderDelivered',
      'CancellationRequested',
      'VoidStarted',
      'OrderVoided',
    ]);
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
    expect((await house.admin.tickets()).tickets).toMatchObject([{ voidReason: 'rain' }]);
    expect(house.voids()).toBe(1);
  });

  it('is taken back where its ticket was sent, though the store has gone to another location since', async () => {
    const house = await houseWithTicket({ adapt: behind(withSilentFeed) });
    const elsewhere = { posAccount: { account: 'sim', location: 'station' } };
    expect((await house.server.put(`/stores/${house.storeId}/pos-account`, elsewhere)).status).toBe(200);
    await house.cancel();
    await house.recorded('OrderVoided');
    expect(await house.detailOf('VoidStarted')).toMatchObject({ location: 'high-street' });
    expect(await house.admin.ledger()).toMatchObject({ live: 0 });
  });

  it('stays with the kitchen where it has begun: a person is told, and the capacity stays taken', async () => {
    const house = await houseWithTicket();
    await house.admin.addFault({ kind: 'refuse' });
    await house.cancel();
    await house.recorded('DeliveryEscalated');
    expect((await house.history()).slice(-3)).toEqual(['VoidStarted', 'VoidRefused', 'DeliveryEscalated']);
    expect(await house.detailOf('DeliveryEscalated')).toMatchObject({ cause: 'void-refused' });
    expect(await house.detailOf('VoidRefused')).toMatchObject({
      reason: 'REFUSED: the kitchen keeps this ticket',
    });
    await house.taken(1);
    expect(await house.admin.ledger()).toMatchObject({ live: 1 });

    // Its ticket is followed on to its end.
    await house.admin.clearFaults();
    await house.tellTime(minutesFrom(LUNCH, 7));
    await house.recorded('OrderCollected');
  });

  it('goes to a person at once where the POS takes nothing back', async () => {
    const never = (adapter: PosAdapter) =>
      but(adapter, { capabilities: { ...adapter.capabilities, voids: false } });
    const house = await houseWithTicket({ adapt: behind(never) });
    await house.cancel();
    await house.recorded('DeliveryEscalated');
    expect(await house.detailOf('DeliveryEscalated')).toMatchObject({ cause: 'cannot-void' });
    expect(await house.history()).not.toContain('VoidStarted');
    expect(await house.admin.ledger()).toMatchObject({ live: 1 });
  });

  it('has nothing recorded that the POS repeats of the guest', async () => {
    const gossip = (adapter: PosAdapter) =>
      but(adapter, { void: async () => ({ kind: 'refused', reason: 'Wilhelmina has paid for it' }) });
    const house = await houseWithTicket({ adapt: behind(gossip) });
    await house.cancel();
    await house.recorded('DeliveryEscalated');
    expect(await house.detailOf('VoidRefused')).toMatchObject({ reason: '… has paid for it' });
    expect(await house.detailOf('DeliveryEscalated')).toMatchObject({ detail: '… has paid for it' });
  });
});

describe('A POS that voids the ticket and drops its reply', () => {
  it('is looked up: the order is voided, by one void, and nobody is told', async () => {
    const house = await houseWithTicket({ adapt: behind(withSilentFeed) });
    await house.admin.addFault({ kind: 'accept-then-drop-reply' });
    await house.cancel();
    await house.recorded('OrderVoided');
    await house.taken(0);
    expect(await house.detailOf('OrderVoided')).toMatchObject({ learnedBy: 'look-up' });
    expect((await house.history()).slice(-3)).toEqual(['VoidStarted', 'VoidUnknown', 'OrderVoided']);
    expect(house.voids()).toBe(1);
  });

  it('has a person told in vain where silence is taken for a no', async () => {
    const credulous = (adapter: PosAdapter) =>
      but(withSilentFeed(adapter), {
        void: async (ticket, sendByMs) => {
          const outcome = await adapter.void(ticket, sendByMs);
          return outcome.kind === 'unknown' ? { kind: 'refused', reason: outcome.why } : outcome;
        },
      });
    const house = await houseWithTicket({ adapt: behind(credulous) });
    await house.admin.addFault({ kind: 'accept-then-drop-reply' });
    await house.cancel();
    await house.recorded('DeliveryEscalated');
    expect(await house.admin.ledger()).toMatchObject({ live: 0 });
  });
});

describe('A POS that is down when a ticket is to be voided', () => {
  it('is asked again once a look-up shows that nothing arrived', async () => {
    const house = await houseWithTicket({ adapt: behind(withSilentFeed) });
    await house.admin.addFault({ kind: 'down' });
    await house.cancel();
    await house.recorded('VoidUnknown');
    expect(await house.detailOf('VoidUnknown')).toMatchObject({
      why: 'surely not sent: the POS refused the connection',
    });
    await house.admin.clearFaults();
    await house.recorded('OrderVoided');
    expect((await house.history()).slice(-4)).toEqual([
      'VoidStarted',
      'VoidUnknown',
      'VoidStarted',
      'OrderVoided',
    ]);
    expect(await house.detailOf('VoidStarted')).toMatchObject({ attempt: 2 });
    expect(house.voids()).toBe(1);
  });
});

describe('An order called off while its delivery hangs', () => {
  it('is settled first, and then its ticket is taken back', async () => {
    const house = await houseWithOrder({ adapt: behind(withSilentFeed) });
    await house.admin.addFault({ kind: 'hang' });
    await house.tellTime(DUE);
    await waitFor(async () => (await house.admin.ledger()).tickets === 1, { what: 'the ticket' });
    expect(await house.cancel()).toMatchObject(REQUESTED);
    await house.admin.clearFaults();
    await house.recorded('OrderVoided');
    expect((await house.history()).slice(2)).toEqual([
      'DeliveryStarted',
      'CancellationRequested',
      'DeliveryUnknown',
      'OrderDelivered',
      'VoidStarted',
      'OrderVoided',
    ]);
    expect(await house.admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  });
});

describe('A ticket of a location that the store has left', () => {
  it('is followed there until it is collected', async () => {
    const house = await houseWithTicket();
    const elsewhere = { posAccount: { account: 'sim', location: 'station' } };
    expect((await house.server.put(`/stores/${house.storeId}/pos-account`, elsewhere)).status).toBe(200);
    await openedStore(house.server, { location: 'another' });
    for (const minutes of [-14, -11, -1, 7]) await house.tellTime(minutesFrom(LUNCH, minutes));
    await orderBecomes(house.server, house.orderId, 'collected');
    expect(times(await house.history(), 'OrderCollected')).toBe(1);
  });
});
