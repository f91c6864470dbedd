import { closeHouses, confirmed, openedStore, openHouse, orderBecomes, type Readiness } from './house.js';
import { DATE, LUNCH, minutesFrom } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(closeHouses);

describe('Health', () => {
  it('says that the process is alive and the node ready, and how far each follower is', async () => {
    const { server } = house;
    await openedStore(server);
    expect((await server.get('/health/live')).body).toEqual({ status: 'ok' });
    const { status, body } = await server.get<Readiness & { checks: unknown }>('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', leading: true });
    expect(body.checks).toEqual([
      expect.objectContaining({ name: 'postgres', ok: true }),
      expect.objectContaining({ name: 'availability', ok: true }),
      { name: 'followers', ok: true, detail: 'none has stopped' },
    ]);
    const names = body.followers.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['availability', 'open-days', 'order-board', 'delivery', 'tracking']),
    );
  });
});

describe('Metrics', () => {
  it('count what was delivered and how late, and name routes by their pattern, never by their path', async () => {
    const { server, tellTime } = house;
    const storeId = await openedStore(server, { location: 'metered' });
    const orderId = await confirmed(server, storeId, LUNCH);
    await tellTime(minutesFrom(LUNCH, -15));
    await orderBecomes(server, orderId, 'sent');
    const { text, headers } = await server.get('/metrics');
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(text).toMatch(/^rushline_delivery_outcomes_total\{outcome="delivered"\} 1$/m);
    expect(text).toMatch(/^rushline_delivery_lateness_seconds_count 1$/m);
    expect(text).toMatch(
      /^rushline_http_seconds_count\{method="POST",route="\/orders\/:orderId\/confirm",status="2xx"\} 1$/m,
    );
    for (const secret of [orderId, storeId, DATE]) expect(text).not.toContain(secret);
  });
});

describe('The documentation', () => {
  it('is a page for people', async () => {
    const { status, headers } = await house.server.get('/docs');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });
});
