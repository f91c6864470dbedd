import { waitFor } from '../equipment/wait-for.js';
import { closeHouses, confirmed, held, openedStore, openHouse, orderBecomes } from './house.js';
import { mend, poison } from './poison.js';
import { DATE, LUNCH } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(closeHouses);

interface ParkedList {
  readonly total: number;
  readonly parked: readonly { readonly consumer: string; readonly key: string; readonly error: string }[];
}

describe('An event that the order board cannot take', () => {
  it('is shown to operators, holds up its own day only, and is taken in order once it is mended', async () => {
    const { server, sql } = house;
    const [here, elsewhere] = [
      await openedStore(server),
      await openedStore(server, { location: 'next-door' }),
    ];
    const good = await confirmed(server, here, LUNCH);
    const { orderId } = await held(server, here, LUNCH);
    await orderBecomes(server, orderId, 'held');
    await poison(sql, orderId, good);
    const list = await waitFor(
      async () => {
        const { body } = await server.get<ParkedList>('/ops/parked');
        return body.parked.some(({ consumer }) => consumer === 'order-board') ? body : undefined;
      },
      { what: 'the parked day' },
    );
    const key = `serviceDay-${here}_${DATE}`;
    expect(list.parked.filter(({ consumer }) => consumer === 'order-board')).toEqual([
      expect.objectContaining({
        key,
        type: 'OrderConfirmed',
        attempts: 1,
        error: expect.stringMatching(/./) as string,
      }),
    ]);
    const behind = await confirmed(server, here, LUNCH);
    const other = await confirmed(server, elsewhere, LUNCH);
    await orderBecomes(server, other, 'confirmed');
    expect((await server.get(`/orders/${behind}`)).status).toBe(404);
    const { text } = await server.get('/metrics');
    expect(text).toMatch(/^rushline_parked_keys\{consumer="order-board"\} 1$/m);
    expect(text).toMatch(/^rushline_parked_keys\{consumer="open-days"\} 0$/m);

    const retry = (consumer: string, what: string) =>
      server.post('/ops/parked/retry', { consumer, key: what });
    expect(await retry('order-board', key)).toMatchObject({ status: 409, body: { code: 'STILL_PARKED' } });
    expect(await retry('order-board', 'day-0')).toMatchObject({ status: 404, body: { code: 'NOT_PARKED' } });
    expect(await retry('nobody', key)).toMatchObject({ status: 409, body: { code: 'CONSUMER_ELSEWHERE' } });

    await mend(sql);
    expect(await retry('order-board', key)).toMatchObject({ status: 200, body: { status: 'unparked' } });
    expect((await server.get<{ status: string }>(`/orders/${orderId}`)).body.status).not.toBe('held');
    expect((await server.get(`/orders/${behind}`)).status).toBe(200);
    expect((await server.get<ParkedList>('/ops/parked')).body.parked).not.toContainEqual(
      expect.objectContaining({ consumer: 'order-board' }),
    );
  });
});
