import pg, { type Client } from 'pg';
import { OrderReferences } from '../../../src/orders/references/index.js';
import { closeHouses, freshDatabase } from '../../http/house.js';

let pool: pg.Pool;
let sql: Client;
let references: OrderReferences;

beforeAll(async () => {
  const database = await freshDatabase();
  ({ sql } = database);
  pool = new pg.Pool({ connectionString: database.url });
  references = await OrderReferences.open(pool);
});
afterAll(async () => {
  await pool.end();
  await closeHouses();
});
beforeEach(() => sql.query('truncate order_reference'));

const claim = (n: number, principal = 'storefront-1') => ({
  principal,
  reference: 'web-7',
  orderId: `order-${n}`,
  commandId: `command-${n}`,
});
const claimed = (orderId: string) => ({ kind: 'claimed', orderId });
const takenBy = (n: number): unknown =>
  expect.objectContaining({ kind: 'taken', orderId: `order-${n}`, commandId: `command-${n}` });

describe('A reference', () => {
  it('is claimed by one command, and told to every other', async () => {
    expect(await references.claim(claim(1))).toEqual(claimed('order-1'));
    expect(await references.claim(claim(2))).toEqual(takenBy(1));
    expect(await references.claim(claim(2, 'storefront-2'))).toEqual(claimed('order-2'));
  });

  it('stays with a command that is repeated, under the id of its first sending', async () => {
    await references.claim(claim(1));
    expect(await references.claim({ ...claim(1), orderId: 'order-9' })).toEqual(claimed('order-1'));
  });

  it('goes to exactly one of many that claim it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => references.claim(claim(n))));
    expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  });

  it('would go to several of them if nothing kept it unique', async () => {
    await sql.query('alter table order_reference drop constraint order_reference_pkey');
    try {
      const [first, second] = [await pool.connect(), await pool.connect()];
      await first.query('begin');
      await second.query('begin');
      for (const [n, client] of [first, second].entries()) {
        await client.query(
          `insert into order_reference (principal, reference, order_id, command_id)
           select 'storefront-1', 'web-7', $1, $1
           where not exists (select from order_reference where reference = 'web-7')`,
          [`order-${n}`],
        );
      }
      await first.query('commit');
      await second.query('commit');
      first.release();
      second.release();
      const { rows } = await sql.query('select order_id from order_reference');
      expect(rows).toHaveLength(2);
    } finally {
      await sql.query('truncate order_reference');
      await sql.query('alter table order_reference add primary key (principal, reference)');
    }
  });

  it('is free when what claimed it was refused', async () => {
    await references.claim(claim(1));
    await references.giveBack(claim(1));
    expect(await references.claim(claim(2))).toEqual(claimed('order-2'));
  });

  it('is not given away by a refused repetition of what got it', async () => {
    await references.claim(claim(1));
    await references.claim(claim(1));
    await references.giveBack(claim(1));
    expect(await references.claim(claim(2))).toEqual(takenBy(1));
    await references.giveBack(claim(1));
    expect(await references.claim(claim(2))).toEqual(claimed('order-2'));
  });

  it('is free when all of many repetitions at once were refused', async () => {
    const times = Array.from({ length: 12 });
    await Promise.all(times.map(() => references.claim(claim(1))));
    await Promise.all(times.map(() => references.giveBack(claim(1))));
    expect(await references.claim(claim(2))).toEqual(claimed('order-2'));
  });

  it('is not given back by who does not have it', async () => {
    await references.claim(claim(1));
    await references.giveBack(claim(2));
    expect(await references.claim(claim(2))).toEqual(takenBy(1));
  });

  it('is taken over once', async () => {
    await references.claim(claim(1));
    expect(await references.retake(claim(2), 'command-1')).toBe(true);
    expect(await references.retake(claim(3), 'command-1')).toBe(false);
    expect(await references.claim(claim(3))).toEqual(takenBy(2));
  });
});
