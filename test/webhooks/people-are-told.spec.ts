import 'reflect-metadata';
import { createHmac } from 'node:crypto';
import { verify } from '../../src/platform/signing/index.js';
import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, historyOf } from '../http/house.js';
import { CUSTOMER, LUNCH, minutesFrom, START } from '../http/requests.js';
import { closeReceivers, Receiver, type Received } from './receiver.js';
import { openToldHouse, registered, untoldOf, type ShownTarget } from './told-house.js';

let house: Awaited<ReturnType<typeof openToldHouse>>;
const targets: string[] = [];

beforeAll(async () => {
  house = await openToldHouse();
});
afterEach(async () => {
  for (const targetId of targets.splice(0)) await house.server.remove(`/webhooks/targets/${targetId}`);
});
afterAll(async () => {
  await closeHouses();
  await closeReceivers();
});

const told = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const receiver = await Receiver.start();
  const target = await registered(house.server, receiver, changes);
  targets.push(target.targetId);
  return { receiver, target };
};

const idsOf = (all: readonly Received[]) => all.map(({ body }) => body.webhookId);
const signatureOf = ({ headers }: Received) => String(headers['rushline-webhook-signature']);
const judge = (received: Received, secrets: readonly string[]) =>
  verify(
    {
      body: received.raw,
      timestamp: String(received.headers['rushline-webhook-timestamp']),
      signatures: signatureOf(received),
    },
    { secrets, nowSeconds: Date.now() / 1_000 },
  );
const countOf = (types: readonly string[], wanted: string) => types.filter(type => type === wanted).length;

describe('a storefront', () => {
  it('is told what becomes of an order, signed, in its order, and nothing of the guest', async () => {
    const { receiver, target } = await told();
    const orderId = await house.order();
    await house.cancelByGuest(orderId);
    const cancelled = await receiver.has(orderId, 'cancelled');
    expect(receiver.typesTaken(orderId)).toEqual(['confirmed', 'cancelled']);

    expect(cancelled.body).toMatchObject({
      orderId,
      storeId: house.storeId,
      slot: LUNCH,
      data: { paymentRef: 'pay-1', total: 1_500, currency: 'GBP' },
    });
    expect(cancelled.headers['rushline-webhook-id']).toBe(cancelled.body.webhookId);
    const timestamp = String(cancelled.headers['rushline-webhook-timestamp']);
    const expected = createHmac('sha256', target.secret).update(`${timestamp}.`).update(cancelled.raw);
    expect(signatureOf(cancelled)).toBe(`v1=${expected.digest('hex')}`);
    expect(judge(cancelled, ['another secret'])).toBe('forged');
    for (const { raw } of receiver.of(orderId)) {
      for (const secret of [...Object.values(CUSTOMER), 'Quasimodo']) {
        expect(raw.toString()).not.toContain(secret);
      }
    }
  });

  it('has the end of a cancelled order recorded by taking the word', async () => {
    const { receiver } = await told();
    const orderId = await house.order();
    await house.cancelByGuest(orderId);
    await receiver.has(orderId, 'cancelled');
    await house.recorded(orderId, 'CancellationTold');
    await waitFor(async () => (await untoldOf(house.server, targets[0] ?? '')).untold.length === 0, {
      what: 'an empty outbox',
    });
    expect(countOf(await historyOf(house.sql, orderId), 'CancellationTold')).toBe(1);
  });

  it('is told nothing of another storefront’s orders, nor of what it did not ask for', async () => {
    const { receiver } = await told();
    const { receiver: other } = await told({ principal: 'storefront-9' });
    const { receiver: picky } = await told({ principal: 'development', events: ['cancelled'] });
    const orderId = await house.order();
    await house.cancelByGuest(orderId);
    await receiver.has(orderId, 'cancelled');
    await picky.has(orderId, 'cancelled');
    expect([other.received, picky.typesTaken(orderId)]).toEqual([[], ['cancelled']]);
  });
});

describe('what is told of one order', () => {
  const refusesFirst = (receiver: Receiver, times: number) => {
    let left = times;
    receiver.react = ({ body }) => (body.type === 'confirmed' && left-- > 0 ? 500 : 204);
  };

  it('waits for what comes before it, while other orders are told', async () => {
    const { receiver } = await told();
    refusesFirst(receiver, 3);
    const stuck = await house.order();
    await house.cancelByGuest(stuck);
    const other = await house.order();
    await receiver.has(other, 'confirmed');
    await receiver.has(stuck, 'cancelled');
    expect(receiver.typesTaken(stuck)).toEqual(['confirmed', 'cancelled']);
    expect(new Set(idsOf(receiver.of(stuck))).size).toBe(2);
  });

  it('would overtake itself if it were not told by its order', async () => {
    const { receiver } = await told();
    receiver.react = () => 500;
    const orderId = await house.order();
    await waitFor(() => receiver.received.length > 0, { what: 'a first try' });
    await house.cancelByGuest(orderId);
    await waitFor(
      async () => {
        const { rowCount } = await house.sql.query(
          `update webhook_outbox set order_id = 'another' where order_id = $1 and type = 'cancelled'`,
          [orderId],
        );
        return rowCount === 1;
      },
      { what: 'the cancellation in the outbox' },
    );
    await house.server.post(`/webhooks/targets/${targets[0]}/retry`, {});
    await waitFor(() => receiver.of(orderId).some(({ body }) => body.type === 'cancelled'), {
      what: 'a webhook that overtakes',
    });
    expect(receiver.typesTaken(orderId)).toEqual([]);
  });
});

describe('a receiver', () => {
  it('that is away is told when it is back', async () => {
    const { receiver, target } = await told();
    await receiver.close();
    const orderId = await house.order();
    const [waiting] = await waitFor(
      async () => {
        const { untold } = await untoldOf(house.server, target.targetId);
        return untold.some(({ attempts }) => attempts > 0) && untold;
      },
      { what: 'a try in vain' },
    );
    expect(waiting).toMatchObject({ orderId, type: 'confirmed', state: 'pending' });
    expect(waiting?.why).toMatch(/ECONNREFUSED/);
    expect(waiting?.nextTryAt).toEqual(expect.any(String));
    await receiver.listen();
    await receiver.has(orderId, 'confirmed');
  });

  it('that hangs keeps no more than its own connections, and delays no other', async () => {
    const { receiver: slow } = await told();
    const { receiver: quick } = await told();
    slow.react = () => 'hang';
    const orders = [];
    for (let n = 0; n < 6; n += 1) orders.push(await house.order());
    for (const orderId of orders) await quick.has(orderId, 'confirmed');
    // With one target’s connections for all, its four would be taken, and the fifth order would wait behind them.
    expect([slow.received.length, slow.taken.length]).toEqual([4, 0]);
  });

  it('that sends us elsewhere is not followed', async () => {
    const { receiver, target } = await told();
    const elsewhere = await Receiver.start();
    receiver.react = () => ({ location: elsewhere.url });
    const orderId = await house.order();
    const why = await waitFor(
      async () => (await untoldOf(house.server, target.targetId)).untold.find(one => one.why !== null)?.why,
      { what: 'a try in vain' },
    );
    expect([why, elsewhere.received]).toEqual(['it answered 302', []]);
    // The same place, once it is named itself, is told.
    await house.server.put(`/webhooks/targets/${target.targetId}`, {
      receiver: 'storefront',
      url: elsewhere.url,
      events: ['confirmed'],
    });
    await house.server.post(`/webhooks/targets/${target.targetId}/retry`, {});
    await elsewhere.has(orderId, 'confirmed');
  });

  it('that takes nothing for a day has its webhooks put aside, and gets them in order when a person says so', async () => {
    const { receiver, target } = await told();
    receiver.react = () => 503;
    const orderId = await house.order();
    await waitFor(() => receiver.received.length > 0, { what: 'a first try' });
    await house.cancelByGuest(orderId);
    const shown = await waitFor(
      async () => {
        await house.sql.query(
          `update webhook_outbox set first_tried_at = clock_timestamp() - interval '25 hours'
           where first_tried_at is not null`,
        );
        const now = await untoldOf(house.server, target.targetId);
        return now.failed === 1 && now.pending === 1 && now;
      },
      { what: 'a webhook to be put aside', withinMs: 30_000 },
    );
    expect(shown.untold[0]).toMatchObject({ type: 'confirmed', state: 'failed', why: 'it answered 503' });
    receiver.react = () => 200;
    const { body } = await house.server.post(`/webhooks/targets/${target.targetId}/retry`, {});
    expect(body).toMatchObject({ webhooks: 2 });
    await receiver.has(orderId, 'cancelled');
    expect(receiver.typesTaken(orderId)).toEqual(['confirmed', 'cancelled']);
  });
});

describe('a target', () => {
  it('is told once more from a position, under the same ids', async () => {
    const { receiver, target } = await told();
    const [before, first, second] = [await house.order(), await house.order(), await house.order()];
    for (const orderId of [before, first, second]) await receiver.has(orderId, 'confirmed');
    const once = idsOf([...receiver.of(first), ...receiver.of(second)]);
    const from = receiver.of(first)[0]?.body.position;
    const answer = await house.server.post(`/webhooks/targets/${target.targetId}/replay`, { from });
    expect([answer.status, answer.body]).toEqual([
      200,
      { targetId: target.targetId, webhooks: 2, complete: true },
    ]);
    await waitFor(() => receiver.taken.length === 5, { what: 'the webhooks once more' });
    expect(idsOf([...receiver.of(first).slice(1), ...receiver.of(second).slice(1)])).toEqual(once);
    expect(receiver.of(before)).toHaveLength(1);
    const foreign = { from: `another-log:1` };
    const refused = await house.server.post(`/webhooks/targets/${target.targetId}/replay`, foreign);
    expect([refused.status, refused.body.code]).toEqual([412, 'POSITION_OF_ANOTHER_LOG']);
  });

  it('has its secret replaced without a webhook that it could not verify', async () => {
    const { receiver, target } = await told();
    const path = `/webhooks/targets/${target.targetId}/secrets`;
    const first = await house.order();
    const old = await receiver.has(first, 'confirmed');
    const added = (await house.server.post<ShownTarget>(path, {})).body;
    expect((await house.server.post(path, {})).body.code).toBe('TOO_MANY_SECRETS');
    const second = await house.order();
    const between = await receiver.has(second, 'confirmed');
    expect((await house.server.remove(`${path}/${target.secretId}`)).status).toBe(200);
    const third = await house.order();
    const late = await receiver.has(third, 'confirmed');

    const verdicts = [old, between, late].map(received => [
      judge(received, [target.secret]),
      judge(received, [added.secret]),
    ]);
    expect(verdicts).toEqual([
      ['genuine', 'forged'],
      ['genuine', 'genuine'],
      ['forged', 'genuine'],
    ]);
    expect((await house.server.remove(`${path}/${added.secretId}`)).body.code).toBe('LAST_SECRET');
  });

  it('shows its secret once, and a repeated request makes no second target', async () => {
    const receiver = await Receiver.start();
    const body = { receiver: 'alarms', url: receiver.url, events: ['escalated'] };
    const key = { 'idempotency-key': `register-${receiver.url}` };
    const first = await house.server.post<ShownTarget>('/webhooks/targets', body, key);
    const again = await house.server.post<ShownTarget>('/webhooks/targets', body, key);
    const other = await house.server.post('/webhooks/targets', { ...body, events: ['ready'] }, key);
    targets.push(first.body.targetId);
    expect(first.body.secret).toMatch(/^whsec_[\w-]{43}$/);
    expect([again.body.targetId, again.body.secret]).toEqual([first.body.targetId, undefined]);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const { text } = await house.server.get('/webhooks/targets');
    expect(text).toContain(first.body.targetId);
    expect(text).not.toContain(first.body.secret);
  });

  it.each([
    ['a neighbour', 'http://10.0.0.1/'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest'],
    ['a neighbour in the clothes of IPv6', 'http://[::ffff:10.0.0.1]/'],
    ['a host that nobody listed', 'https://203.0.113.7/hooks'],
  ])('that is %s is refused', async (_, url) => {
    const answer = await house.server.post('/webhooks/targets', {
      receiver: 'alarms',
      url,
      events: ['ready'],
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'EGRESS_REFUSED']);
    expect((await house.server.get('/webhooks/targets')).text).not.toContain(url);
  });

  it.each(['ftp://127.0.0.1/', 'http://user:word@127.0.0.1/', 'http://127.0.0.1/#part', 'nowhere'])(
    'is refused whose URL is %s',
    async url => {
      const body = { receiver: 'alarms', url, events: ['ready'] };
      expect((await house.server.post('/webhooks/targets', body)).status).toBe(400);
    },
  );
});

describe('a cancellation that no storefront takes the word of', () => {
  it('goes to a person after five minutes, and one that was told does not', async () => {
    const { receiver: alarms } = await told({ receiver: 'alarms' });
    const untold = await house.order();
    await house.cancelByGuest(untold);
    // An alarm receiver hears of it, and is no storefront.
    await alarms.has(untold, 'cancelled');
    const { receiver } = await told();
    const known = await house.order();
    await house.cancelByGuest(known);
    await receiver.has(known, 'cancelled');
    await house.recorded(known, 'CancellationTold');

    expect(await historyOf(house.sql, untold)).not.toContain('DeliveryEscalated');
    await house.tellTime(minutesFrom(START, 30));
    await house.recorded(untold, 'DeliveryEscalated');
    const escalated = await alarms.has(untold, 'escalated');
    expect(escalated.body.data).toMatchObject({ cause: 'cancellation-untold', outcomeOpen: false });
    expect((await historyOf(house.sql, untold)).slice(-2)).toEqual(['OrderCancelled', 'DeliveryEscalated']);
    expect((await historyOf(house.sql, known)).slice(-2)).toEqual(['OrderCancelled', 'CancellationTold']);
  });
});
