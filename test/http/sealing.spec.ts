import type { Client } from 'pg';
import { closeHouses, confirmed, openedStore, openHouse, orderBecomes, type ShownOrder } from './house.js';
import { confirmBody, CUSTOMER, LUNCH, minutesFrom } from './requests.js';

let house: Awaited<ReturnType<typeof openHouse>>;
let storeId: string;

beforeAll(async () => {
  house = await openHouse();
  storeId = await openedStore(house.server);
});
afterAll(closeHouses);

/** Every row of every table as text, by table. */
const everythingIn = async (sql: Client): Promise<ReadonlyMap<string, string>> => {
  const { rows: tables } = await sql.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await sql.query<{ text: string }>(`select t::text as text from ${name} t`);
    texts.set(name, rows.map(({ text }) => text).join('\n'));
  }
  return texts;
};

const tablesWith = (texts: ReadonlyMap<string, string>, secret: string): readonly string[] =>
  [...texts].filter(([, text]) => text.includes(secret)).map(([name]) => name);

describe('What an order says of its guest', () => {
  it('stands in no row of any table, from the confirmation to the collected order', async () => {
    const { server, sql, tellTime } = house;
    const orderId = await confirmed(server, storeId, LUNCH);
    for (const minutes of [-15, -14, -11, -1, 6]) {
      await tellTime(minutesFrom(LUNCH, minutes));
      if (minutes === -15) await orderBecomes(server, orderId, 'sent');
    }
    await orderBecomes(server, orderId, 'collected');

    const texts = await everythingIn(sql);
    for (const secret of ['Wilhelmina', 'Quasimodo', '7946', ...Object.values(CUSTOMER)]) {
      expect([secret, tablesWith(texts, secret)]).toEqual([secret, []]);
    }
    // The search sees what is in clear text.
    expect(tablesWith(texts, 'Soup of the day')).toEqual(
      expect.arrayContaining(['log_event', 'order_board']),
    );
    expect(tablesWith(texts, orderId)).toEqual(
      expect.arrayContaining(['log_event', 'order_board', 'order_key']),
    );
  });

  it('is shown to who asks for the order', async () => {
    const orderId = await confirmed(house.server, storeId, `${LUNCH.slice(0, 11)}13:00:00.000Z`);
    expect(await orderBecomes(house.server, orderId, 'confirmed')).toMatchObject({ customer: CUSTOMER });
  });

  it('is not shown on the board, where nobody asked for one guest', async () => {
    const { text } = await house.server.get(`/stores/${storeId}/days/${LUNCH.slice(0, 10)}/orders`);
    expect(text).toContain('Soup of the day');
    for (const secret of Object.values(CUSTOMER)) expect(text).not.toContain(secret);
  });

  it('cannot be read any more where the key is gone, and the answer says so', async () => {
    const { server, sql } = house;
    const orderId = await confirmed(server, storeId, `${LUNCH.slice(0, 11)}13:15:00.000Z`);
    await orderBecomes(server, orderId, 'confirmed');
    await sql.query('delete from order_key where key_id = $1', [orderId]);
    const { status, body } = await server.get<ShownOrder>(`/orders/${orderId}`);
    expect([status, body.customer]).toEqual([200, { unavailable: 'the key of this order is missing' }]);
  });
});

describe('The key of an order', () => {
  it('is committed before the confirmation it seals is appended', async () => {
    const { server, sql } = house;
    // The append runs in a transaction of its own, so this trigger sees a key only if it is committed.
    await sql.query(`
      create function key_first() returns trigger language plpgsql as $$ begin
        if new.type = 'OrderConfirmed'
          and not exists (select from order_key where key_id = new.data->>'orderId' and key_id not like '%control') then
          raise exception 'the event came before its key';
        end if;
        return new;
      end $$;
      create trigger key_first before insert on log_event for each row execute function key_first()`);
    const orderId = await confirmed(server, storeId, `${LUNCH.slice(0, 11)}13:30:00.000Z`);
    expect(await orderBecomes(server, orderId, 'confirmed')).toMatchObject({ customer: CUSTOMER });
    const tooEarly = `insert into log_event (position, stream, revision, id, type, data, metadata)
      values (999999, 'a', 0, gen_random_uuid(), 'OrderConfirmed', '{"orderId":"ord_control"}', '{}')`;
    await expect(sql.query(tooEarly)).rejects.toThrow('the event came before its key');
    await sql.query('drop trigger key_first on log_event');
  });

  it('is each order’s own, and repeating a confirmation keeps it', async () => {
    const { server, sql } = house;
    const keysOf = async (...orderIds: readonly string[]) => {
      const found = await sql.query<{ key: Buffer }>('select key from order_key where key_id = any($1)', [
        orderIds,
      ]);
      return found.rows.map(({ key }) => key.toString('hex'));
    };
    const slot = `${LUNCH.slice(0, 11)}13:45:00.000Z`;
    const [one, other] = [await confirmed(server, storeId, slot), await confirmed(server, storeId, slot)];
    const keys = await keysOf(one, other);
    expect(new Set(keys).size).toBe(2);
    await server.post(`/orders/${one}/confirm`, confirmBody());
    expect((await keysOf(one, other)).sort()).toEqual([...keys].sort());
  });
});
