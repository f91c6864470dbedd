import { waitFor } from '../equipment/wait-for.js';
import { closeHouses } from '../http/house.js';
import { LUNCH, minutesFrom } from '../http/requests.js';
import { servedAccounts, type TriedAccount } from './poses.js';

afterEach(closeHouses);

const DUE = minutesFrom(LUNCH, -15);
const DROPPED_ONCE = { kind: 'accept-then-drop-reply', operations: ['deliver'], forRequests: 1 };
/** Tickets become known by look-ups and replies alone. */
const SILENT_FEED = { kind: 'late-items', lateMs: 300_000 };
/** The longest a call takes, and how far a clock may be off, in milliseconds. */
const CALL_AND_SKEW_MS = 10_000;

const HONEST = [
  'classic',
  'no-dedupe',
  'dedupe-300s',
  'relay-then-webhook',
  'strict-limits',
  'square-like',
] as const;
const asItIs = Object.fromEntries(HONEST.map(profile => [profile, { profile }])) as Record<
  (typeof HONEST)[number],
  TriedAccount
>;

describe('A POS that accepts an order and whose response is lost', () => {
  it('has one ticket, whatever it can do; blindly sent again where it knows no key, it has two', async () => {
    const served = await servedAccounts({
      ...asItIs,
      // The protection taken away: the server takes it for granted that the key is known.
      blind: { profile: 'no-dedupe', believed: { dedupeWindowMs: 'unlimited' } },
    });
    await served.admin.addFault(DROPPED_ONCE);
    await served.admin.addFault({ ...SILENT_FEED, account: 'blind' });
    await served.tellTime(DUE);
    for (const profile of HONEST) {
      await served.recorded(profile, 'OrderDelivered');
      expect([profile, await served.tickets(profile)]).toEqual([profile, 1]);
      const history = await served.history(profile);
      expect(history.filter(type => type === 'DeliveryStarted')).toHaveLength(1);
      expect(history).not.toContain('DeliveryEscalated');
    }
    expect(await served.history('no-dedupe')).not.toContain('DeliveryResent');
    await served.recorded('blind', 'DeliveryResent');
    await waitFor(async () => (await served.tickets('blind')) === 2, { what: 'a second ticket' });
  }, 180_000);
});

describe('A POS that knows a key for a while, and answers only when that while is over', () => {
  const WINDOW_MS = 15_000;
  const behaves = { dedupeWindowMs: WINDOW_MS };
  const silence = { kind: 'down', forSeconds: 25 };

  it('is asked for the ticket then, and sent nothing; where its window is overrated, it has two', async () => {
    const served = await servedAccounts({
      window: { profile: 'dedupe-300s', behaves },
      overrated: {
        profile: 'dedupe-300s',
        behaves,
        believed: { dedupeWindowMs: 'unlimited' },
      },
    });
    await served.admin.addFault(DROPPED_ONCE);
    await served.admin.addFault(SILENT_FEED);
    await served.admin.addFault({ ...silence, operations: ['deliver'], afterRequests: 1 });
    await served.admin.addFault({ ...silence, operations: ['find', 'changes'] });
    await served.tellTime(DUE);
    await served.recorded('window', 'OrderDelivered');
    expect(await served.tickets('window')).toBe(1);
    const [started] = await served.dataOf('window', 'DeliveryStarted');
    const sentByMs = Date.parse(started?.['sendBy'] ?? '');
    const resent = await served.dataOf('window', 'DeliveryResent');
    expect(resent.length).toBeGreaterThan(0);
    for (const { sendBy = '' } of resent) {
      expect(Date.parse(sendBy) + CALL_AND_SKEW_MS).toBeLessThan(sentByMs + WINDOW_MS);
    }
    expect(await served.dataOf('window', 'OrderDelivered')).toMatchObject([{ learnedBy: 'look-up' }]);
    await waitFor(async () => (await served.tickets('overrated')) === 2, {
      what: 'a second ticket',
      withinMs: 80_000,
    });
  }, 180_000);
});

describe('A POS whose look-ups show a ticket only after a while', () => {
  it('is believed that it has none only after that while; believed at once, it has two', async () => {
    const lagging = (visibilityLagMs: number) => ({ visibilityLagMs });
    const served = await servedAccounts({
      patient: { profile: 'classic', behaves: lagging(14_000) },
      hasty: {
        profile: 'classic',
        behaves: lagging(40_000),
        believed: { visibilityLagMs: 0 },
      },
    });
    await served.admin.addFault(DROPPED_ONCE);
    await served.admin.addFault(SILENT_FEED);
    await served.tellTime(DUE);
    await served.recorded('patient', 'OrderDelivered');
    expect(await served.history('patient')).not.toContain('DeliveryProvenAbsent');
    expect(await served.tickets('patient')).toBe(1);
    await served.recorded('hasty', 'OrderDelivered');
    expect(await served.history('hasty')).toContain('DeliveryProvenAbsent');
    expect(await served.tickets('hasty')).toBe(2);
  }, 180_000);
});
