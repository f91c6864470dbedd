import { signaturesOf } from '../../../src/platform/signing/index.js';
import type { PosAdapter } from '../../../src/pos-gateway/pos-port.js';
import { waitFor } from '../../equipment/wait-for.js';
import { closeHouses, headOf, POS_SECRETS } from '../../http/house.js';
import { LUNCH, minutesFrom } from '../../http/requests.js';
import { behind, but, withSilentFeed } from '../adapters.js';
import { houseWithOrder } from '../house-with-order.js';

afterAll(closeHouses);

const NEVER_MS = 3_600_000;
const [OLDER, NEWER] = POS_SECRETS;

interface Message {
  readonly body: string;
  readonly timestamp?: string;
  readonly signature?: string | undefined;
  readonly account?: string;
}

/** A house that hears of its order by webhooks alone, and counts how often it looks a ticket up. */
const listeningHouse = async () => {
  const lookUps: string[] = [];
  let answers = (): Promise<void> => Promise.resolve();
  const counting = (adapter: PosAdapter): PosAdapter =>
    but(withSilentFeed(adapter), {
      find: async (location, orderId, ticketId) => {
        lookUps.push(orderId);
        await answers();
        return adapter.find(location, orderId, ticketId);
      },
    });
  const house = await houseWithOrder({ adapt: behind(counting, { sweepEveryMs: NEVER_MS }) });
  await house.tellTime(minutesFrom(LUNCH, -15));
  await house.recorded('OrderDelivered');
  await house.tellTime(minutesFrom(LUNCH, -14));
  await waitFor(async () => (await house.admin.tickets()).tickets[0]?.status === 'acknowledged', {
    what: 'the acknowledged ticket',
  });
  const send = ({ body, timestamp = nowSeconds(), signature, account = 'sim' }: Message) =>
    fetch(`${house.server.url}/pos-accounts/${account}/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-pos-timestamp': timestamp,
        ...(signature === undefined ? {} : { 'x-pos-signature': signature }),
      },
      body,
    });
  /** From here on no look-up is answered. */
  const hang = () => void (answers = () => new Promise(() => undefined));
  return { ...house, lookUps, send, hang };
};

const nowSeconds = (offset = 0): string => Math.floor(Date.now() / 1_000 + offset).toString();

const signed = (body: string, secrets: readonly string[] = [OLDER], timestamp = nowSeconds()): Message => ({
  body,
  timestamp,
  signature: signaturesOf({ body: Buffer.from(body), timestamp }, secrets),
});

type House = Awaited<ReturnType<typeof listeningHouse>>;
const eventOf = ({ orderId }: House, id: string): string => JSON.stringify({ id, reference: orderId });

const hintsOf = async ({ server }: House, outcome: string): Promise<number> => {
  const { text } = await server.get('/metrics');
  return Number(
    new RegExp(`^rushline_pos_hints_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
  );
};

describe('A webhook of a POS', () => {
  it('is a hint: the ticket is looked up, and what the message says of it is not believed', async () => {
    const house = await listeningHouse();
    expect(await house.history()).not.toContain('OrderAcknowledged');
    const lie = JSON.stringify({ id: 'e-1', reference: house.orderId, status: 'voided', version: 99 });
    expect((await house.send(signed(lie))).status).toBe(202);
    await house.recorded('OrderAcknowledged');
    expect(await house.history()).not.toContain('OrderVoidedAtPos');
    expect(house.lookUps).toContain(house.orderId);
  });

  it('comes from the simulator as from any POS, forgeries beside it', async () => {
    const house = await listeningHouse();
    await house.admin.addFault({ kind: 'webhook-forged', how: 'wrong-secret' });
    await house.admin.addFault({ kind: 'webhook-duplicated', copies: 2 });
    const subscribed = await fetch(`${house.adminUrl}/admin/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${house.server.url}/pos-accounts/sim/webhooks`, secrets: [OLDER, NEWER] }),
    });
    expect(subscribed.status).toBe(201);
    await house.tellTime(minutesFrom(LUNCH, -11));
    await house.recorded('OrderInPreparation');
    await waitFor(async () => (await hintsOf(house, 'repeated')) === 2, { what: 'the two copies' });
    expect(await hintsOf(house, 'refused')).toBe(1);
    expect(await hintsOf(house, 'taken')).toBe(1);
    const { text } = await house.server.get('/metrics');
    expect(text).toMatch(/^rushline_ticket_look_ups_total\{because="hint",outcome="news"\} 1$/m);
    expect(text.match(/^rushline_ticket_look_ups_total/gm)).toHaveLength(1);
  });

  it('is answered at once, however long the look-up takes', async () => {
    const house = await listeningHouse();
    house.hang();
    const before = house.lookUps.length;
    for (const id of ['e-1', 'e-2', 'e-3', 'e-4']) {
      expect((await house.send(signed(eventOf(house, id)))).status).toBe(202);
    }
    await waitFor(() => Promise.resolve(house.lookUps.length === before + 2), {
      what: 'the look-ups under way',
    });
    expect(await hintsOf(house, 'taken')).toBe(4);
  });
});

describe('A message to the webhooks', () => {
  let house: House;
  beforeAll(async () => {
    house = await listeningHouse();
  });

  const forgeries: readonly [string, (body: string) => Message][] = [
    ['without a signature', body => ({ body })],
    ['signed with another secret', body => signed(body, ['a-secret-of-nobody-here'])],
    ['with a space more than was signed', body => ({ ...signed(body), body: `${body} ` })],
    ['with a byte other than was signed', body => ({ ...signed(body), body: body.replace('f-1', 'f-2') })],
    ['with the same meaning in other bytes', body => ({ ...signed(body), body: body.replace(',', ', ') })],
    ['signed longer ago than the window', body => signed(body, [OLDER], nowSeconds(-301 - 5))],
    ['signed for later than the window', body => signed(body, [OLDER], nowSeconds(301 + 5))],
    [
      'with a younger timestamp than was signed',
      body => ({ ...signed(body, [OLDER], nowSeconds(-900)), timestamp: nowSeconds() }),
    ],
    ['to an account nobody configured', body => ({ ...signed(body), account: 'nobody' })],
    ['that is no JSON, and signed by nobody', () => ({ body: '{' })],
  ];

  it.each(forgeries)('is refused, and does nothing: %s', async (_, forge) => {
    const before = { head: await headOf(house.sql), lookUps: house.lookUps.length };
    const answer = await house.send(forge(eventOf(house, 'f-1')));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'SIGNATURE_REFUSED' });
    expect({ head: await headOf(house.sql), lookUps: house.lookUps.length }).toEqual(before);
  });

  it('that was refused is not remembered: the genuine one behind it is taken', async () => {
    const taken = await hintsOf(house, 'taken');
    expect((await house.send(signed(eventOf(house, 'f-1')))).status).toBe(202);
    expect(await hintsOf(house, 'taken')).toBe(taken + 1);
  });

  it.each([
    ['the older', [OLDER]],
    ['the newer', [NEWER]],
    ['both', [OLDER, NEWER]],
  ])('is believed with %s of two secrets', async (which, secrets) => {
    expect((await house.send(signed(eventOf(house, `s-${which}`), secrets))).status).toBe(202);
  });

  it('leads to one look-up, however often it comes', async () => {
    const repeated = await hintsOf(house, 'repeated');
    const message = signed(eventOf(house, 'again'));
    for (let times = 0; times < 3; times += 1) expect((await house.send(message)).status).toBe(202);
    expect(await hintsOf(house, 'repeated')).toBe(repeated + 2);
  });

  it('about an order nobody follows is taken, and leads nowhere', async () => {
    const strangers = await hintsOf(house, 'stranger');
    const body = JSON.stringify({ id: 'x-1', reference: 'ord_nobody' });
    expect((await house.send(signed(body))).status).toBe(202);
    expect(await hintsOf(house, 'stranger')).toBe(strangers + 1);
  });

  it.each(['{}', '[]', 'null', '{', '{"id":"1"}', '{"id":"","reference":"x"}'])(
    'that is genuine and says nothing is told so: %s',
    async body => {
      expect((await house.send(signed(body))).status).toBe(400);
    },
  );

  it('may be so long and no longer', async () => {
    expect(
      (await house.send(signed(JSON.stringify({ id: 'long', reference: 'x'.repeat(300_000) })))).status,
    ).toBe(413);
  });
});
