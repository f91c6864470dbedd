import { closeHouses, confirmed, held, openedStore, openHouse, type ShownOrder } from './house.js';
import { expectRefusal } from './refusal.js';
import { confirmBody, DATE, LUNCH, openStoreBody } from './requests.js';
import type { HttpClient } from './http-client.js';

let server: HttpClient;
let storeId: string;
let availability: string;

beforeAll(async () => {
  ({ server } = await openHouse());
  storeId = await openedStore(server);
  availability = `/stores/${storeId}/days/${DATE}/availability`;
});
afterAll(closeHouses);

const positionOf = ({ headers }: { readonly headers: Headers }) => headers.get('rushline-position') ?? '';
const etagOf = ({ headers }: { readonly headers: Headers }) => headers.get('etag') ?? '';
const atLeast = (position: string) => ({ 'rushline-at-least': position });
const unless = (etag: string) => ({ 'if-none-match': etag });

interface Slot {
  readonly start: string;
  readonly local: string;
  readonly state: string;
  readonly load: {
    readonly orders: { readonly limit: number; readonly held: number; readonly confirmed: number };
  };
}

const slotsOf = (body: unknown) => (body as { readonly slots: readonly Slot[] }).slots;

/** Holds a slot and answers the position the log reached by it. */
const heldAt = async (slot: string): Promise<{ readonly orderId: string; readonly position: string }> => {
  const body = { slot, items: 1, amount: 1_500, prepSeconds: 240 };
  const answer = await server.post<{ orderId: string }>(`/stores/${storeId}/days/${DATE}/holds`, body);
  return { orderId: answer.body.orderId, position: positionOf(answer) };
};

describe('Availability', () => {
  it('shows each slot in the store’s own time, with what is left of it', async () => {
    const { position } = await heldAt(LUNCH);
    const { body, headers } = await server.get(availability, atLeast(position));
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(slotsOf(body)).toHaveLength(12);
    expect(slotsOf(body).find(({ start }) => start === LUNCH)).toMatchObject({
      local: `${DATE}T12:00:00+00:00`,
      state: 'open',
      load: { orders: { limit: 10, held: 1, confirmed: 0, remaining: 9 } },
    });
  });

  it('that the client knows is not sent again, and what changed is', async () => {
    const known = await server.get(availability);
    const again = await server.get(availability, unless(etagOf(known)));
    expect({ status: again.status, text: again.text, etag: etagOf(again) }).toEqual({
      status: 304,
      text: '',
      etag: etagOf(known),
    });
    const { position } = await heldAt(LUNCH);
    const news = await server.get(availability, { ...unless(etagOf(known)), ...atLeast(position) });
    expect(news.status).toBe(200);
    expect(etagOf(news)).not.toBe(etagOf(known));
  });

  it('is told for a day nobody has bought on, and has no slots on a day off', async () => {
    const [otherDay, sunday] = ['2030-03-06', '2030-03-10'];
    expect(slotsOf((await server.get(availability.replace(DATE, otherDay))).body)).toHaveLength(12);
    expect(slotsOf((await server.get(availability.replace(DATE, sunday))).body)).toEqual([]);
  });

  it('never lags behind the command whose position is asked for', async () => {
    for (let holds = 1; holds <= 8; holds += 1) {
      const { position } = await heldAt(`${DATE}T13:00:00.000Z`);
      const { body } = await server.get(availability, atLeast(position));
      const slot = slotsOf(body).find(({ start }) => start === `${DATE}T13:00:00.000Z`);
      expect(slot?.load.orders).toMatchObject({ held: holds });
    }
  });
});

describe('An order', () => {
  it('is known by the revision of its own last event, whatever happens around it', async () => {
    const { orderId } = await held(server, storeId, LUNCH);
    const answer = await server.post(`/orders/${orderId}/confirm`, confirmBody());
    const path = `/orders/${orderId}`;
    const shown = await server.get<ShownOrder>(path, atLeast(positionOf(answer)));
    expect(shown.body.status).toBe('confirmed');
    expect(etagOf(shown)).toBe(etagOf(answer));

    const other = await heldAt(LUNCH);
    const known = await server.get(path, { ...unless(etagOf(shown)), ...atLeast(other.position) });
    expect({ status: known.status, text: known.text }).toEqual({ status: 304, text: '' });

    const cancelled = await server.post(`${path}/cancel`, { reason: 'rain' });
    const news = await server.get<ShownOrder>(path, {
      ...unless(etagOf(shown)),
      ...atLeast(positionOf(cancelled)),
    });
    expect({ status: news.status, etag: etagOf(news) }).toEqual({ status: 200, etag: etagOf(cancelled) });
    expect(news.body).toMatchObject({ status: 'cancelled', why: 'rain' });
  });

  it('can be asked for as fresh as a store’s opening, although the board shows nothing of stores', async () => {
    const opened = await server.post('/stores', openStoreBody());
    const { status } = await server.get(
      `/stores/${storeId}/days/${DATE}/orders`,
      atLeast(positionOf(opened)),
    );
    expect({ opened: opened.status, status }).toEqual({ opened: 201, status: 200 });
  });

  it('stands on the board of its day, which can be asked by status and page by page', async () => {
    const orderIds = [await confirmed(server, storeId, LUNCH), await confirmed(server, storeId, LUNCH)];
    const { position } = await heldAt(LUNCH);
    const board = async (query: string) => {
      const { body } = await server.get(`/stores/${storeId}/days/${DATE}/orders?${query}`, atLeast(position));
      return body as { total: number; orders: readonly { orderId: string; status: string }[] };
    };
    const { total, orders } = await board('status=confirmed');
    expect(total).toBe(2);
    expect(orders.map(({ orderId }) => orderId).sort()).toEqual([...orderIds].sort());
    const pages = [await board('status=confirmed&limit=1'), await board('status=confirmed&limit=1&offset=1')];
    expect(pages.map(page => page.orders)).toEqual([[orders[0]], [orders[1]]]);
    expect((await board('status=no-such-status')).total).toBe(0);
  });
});

describe('A position', () => {
  const questions = () => [availability, '/orders/ord_nonsense', `/stores/${storeId}`, '/stores'];

  it('of another log is refused', async () => {
    for (const path of questions()) {
      const answer = await server.get(path, atLeast('00000000-0000-4000-8000-000000000000:1'));
      expectRefusal(answer, { status: 412, code: 'POSITION_OF_ANOTHER_LOG' });
    }
  });

  it.each([
    '',
    '1',
    'LOG',
    'LOG:',
    'LOG:-1',
    'LOG:1.5',
    'LOG:0x1',
    'LOG:1e3',
    'LOG:99999999999999999999',
    'LOG: 1',
  ])('written as "%s" is refused', async written => {
    const [logId = ''] = (await heldAt(`${DATE}T13:15:00.000Z`)).position.split(':');
    for (const path of questions()) {
      const answer = await server.get(path, atLeast(written.replace('LOG', logId)));
      expectRefusal(answer, { status: 400, code: 'POSITION_INVALID' });
    }
  });

  it('the log has not reached is waited for, and then said to be missing', async () => {
    const [logId = ''] = (await heldAt(`${DATE}T13:30:00.000Z`)).position.split(':');
    const answer = await server.get(availability, atLeast(`${logId}:999999999`));
    expectRefusal(answer, { status: 503, code: 'READ_MODEL_BEHIND' });
    expect(answer.body).toMatchObject({ projection: 'availability' });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});
