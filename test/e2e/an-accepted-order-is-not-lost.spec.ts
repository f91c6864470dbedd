import { waitFor } from '../equipment/wait-for.js';
import { closeHouses } from '../http/house.js';
import { LUNCH, minutesFrom } from '../http/requests.js';
import { servedAccounts } from './poses.js';

afterEach(closeHouses);

const DUE = minutesFrom(LUNCH, -15);
const GIVE_UP = minutesFrom(LUNCH, -5);

describe('A POS that refuses connections', () => {
  /** Three seconds, give or take a fifth, and never less. */
  const QUICK_PAUSE_MIN_MS = 2_400;

  it('is tried again, never at once, until give-up; then a person is told, and nothing was ever there', async () => {
    const served = await servedAccounts({ shut: { profile: 'classic' } });
    await served.admin.addFault({ kind: 'down' });
    await served.tellTime(DUE);
    await waitFor(async () => (await served.dataOf('shut', 'DeliveryNotSent')).length >= 3, {
      what: 'three attempts',
      withinMs: 60_000,
    });
    const sent = (await served.dataOf('shut', 'DeliveryStarted')).map(({ sendBy = '' }) =>
      Date.parse(sendBy),
    );
    const gaps = sent.slice(1).map((atMs, n) => atMs - (sent[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(QUICK_PAUSE_MIN_MS);
    expect(new Set(gaps).size).toBe(gaps.length);
    await served.tellTime(minutesFrom(GIVE_UP, 1));
    await served.recorded('shut', 'DeliveryEscalated');
    expect(await served.dataOf('shut', 'DeliveryEscalated')).toMatchObject([
      { cause: 'gave-up', outcomeOpen: false },
    ]);
    expect(await served.admin.ledger()).toMatchObject({ tickets: 0 });
  }, 180_000);
});

describe('A POS that accepts an order and voids it afterwards', () => {
  it('is heard: the place is free, a person is told, and nothing is sent again', async () => {
    const served = await servedAccounts({ fickle: { profile: 'classic' } });
    await served.admin.addFault({ kind: 'void-after-accept', afterMs: 500 });
    await served.tellTime(DUE);
    await served.recorded('fickle', 'DeliveryEscalated');
    expect((await served.history('fickle')).slice(-2)).toEqual(['OrderVoidedAtPos', 'DeliveryEscalated']);
    expect(await served.dataOf('fickle', 'DeliveryEscalated')).toMatchObject([{ cause: 'voided-at-pos' }]);
    expect(await served.admin.ledger()).toMatchObject({ tickets: 1, live: 0 });
  }, 120_000);
});

describe('A POS that accepts an order and never shows it to its kitchen', () => {
  it('is asked for it at give-up, and a person is told, whoever accepted it', async () => {
    const served = await servedAccounts({
      pos: { profile: 'classic' },
      relay: { profile: 'relay-then-webhook' },
      fine: { profile: 'classic' },
    });
    await served.admin.addFault({ kind: 'never-shown', account: 'pos' });
    await served.admin.addFault({ kind: 'never-shown', account: 'relay' });
    await served.tellTime(DUE);
    for (const account of ['pos', 'relay', 'fine'] as const) await served.recorded(account, 'OrderDelivered');
    await served.tellTime(minutesFrom(GIVE_UP, 1));
    await served.recorded('pos', 'TicketNotShown');
    expect(await served.dataOf('pos', 'DeliveryEscalated')).toMatchObject([
      { cause: 'ticket-never-shown', outcomeOpen: true },
    ]);
    await served.recorded('relay', 'DeliveryEscalated');
    expect((await served.dataOf('relay', 'DeliveryEscalated'))[0]?.['cause']).toMatch(
      /^(not-acknowledged|ticket-never-shown)$/,
    );
    await served.recorded('fine', 'OrderInPreparation');
    expect(await served.history('fine')).not.toContain('DeliveryEscalated');
    expect(await served.tickets('fine')).toBe(1);
  }, 180_000);
});
