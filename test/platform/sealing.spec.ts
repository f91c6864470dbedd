import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { createPool } from '../../src/platform/postgres/index.js';
import { hmacUnder, OrderKeys, seal, unseal, type OrderKey } from '../../src/platform/sealing/index.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';

const keyOf = (keyId: string): OrderKey => ({ keyId, bytes: randomBytes(32) });

describe('Sealed data', () => {
  const key = keyOf('order-1');
  const guest = { name: 'Zoë 东京', phone: '+49 30 1234', note: 'a\u0000b' };

  it('is what it was, once it is unsealed', () =>
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(unseal(key, seal(key, value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));

  it('names its key and shows nothing of itself', () => {
    const sealed = seal(key, guest);
    expect(sealed.keyId).toBe('order-1');
    const bytes = Buffer.from(sealed.ciphertext, 'base64url').toString('latin1');
    for (const part of ['Zoë', '1234', 'phone']) expect(bytes).not.toContain(part);
  });

  it('is never sealed twice alike', () => {
    const all = Array.from({ length: 100 }, () => seal(key, guest));
    expect(new Set(all.map(({ nonce }) => nonce)).size).toBe(100);
    expect(new Set(all.map(({ ciphertext }) => ciphertext)).size).toBe(100);
  });

  it('does not open when any of its bits was changed', () => {
    const sealed = seal(key, guest);
    const flipped = (text: string, bit: number): string => {
      const bytes = Buffer.from(text, 'base64url');
      const place = (bit >> 3) % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (bit & 7));
      return bytes.toString('base64url');
    };
    fc.assert(
      fc.property(fc.constantFrom('nonce' as const, 'ciphertext' as const), fc.nat(), (part, bit) => {
        const damaged = { ...sealed, [part]: flipped(sealed[part], bit) };
        expect(() => unseal(key, damaged)).toThrow();
      }),
    );
  });

  it.each([0, 1, 15, 16])('does not open when only %d of its bytes are left', length => {
    const sealed = seal(key, guest);
    const ciphertext = Buffer.from(sealed.ciphertext, 'base64url').subarray(0, length).toString('base64url');
    expect(() => unseal(key, { ...sealed, ciphertext })).toThrow();
  });

  it('does not open with another key', () => {
    expect(() => unseal(keyOf('order-1'), seal(key, guest))).toThrow();
  });

  it('is compared by a digest that only the key can make', () => {
    expect(hmacUnder(key, 'ann')).toBe(hmacUnder(key, 'ann'));
    expect(hmacUnder(key, 'ann')).not.toBe(hmacUnder(key, 'bob'));
    expect(hmacUnder(keyOf('order-1'), 'ann')).not.toBe(hmacUnder(key, 'ann'));
  });
});

describe('The keys of orders', () => {
  let database: TestDatabase;
  let pool: Pool;
  let other: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, () => undefined);
    other = createPool(database.url, () => undefined);
  });
  afterAll(async () => {
    await Promise.all([pool.end(), other.end()]);
    await database.drop();
  });

  it('are made once for each order, also by two nodes at once', async () => {
    const [here, there] = [await OrderKeys.open(pool), await OrderKeys.open(other)];
    const minted = await Promise.all([here, there, here, there].map(keys => keys.mint('order-1')));
    expect(new Set(minted.map(({ bytes }) => bytes.toString('hex'))).size).toBe(1);
    expect(minted[0]?.bytes).toHaveLength(32);
    expect((await here.mint('order-2')).bytes).not.toEqual(minted[0]?.bytes);
  });

  it('are unknown until they are made', async () => {
    expect(await (await OrderKeys.open(pool)).find('never')).toBeUndefined();
  });

  /** Whether somebody else finds the key as soon as it may be used. */
  const foundElsewhere = async (keys: OrderKeys, orderId: string): Promise<boolean> => {
    const key = await keys.mint(orderId);
    const found = await (await OrderKeys.open(other)).find(orderId);
    return found?.bytes.equals(key.bytes) === true && unseal(found, seal(key, 'guest')) === 'guest';
  };

  it('are committed before anybody gets to use them', async () => {
    expect(await foundElsewhere(await OrderKeys.open(pool), 'order-3')).toBe(true);
  });

  it('would be seen to be used before they are committed', async () => {
    const client = await pool.connect();
    try {
      await OrderKeys.open(pool);
      const unfinished = Object.create(OrderKeys.prototype, { pool: { value: client } }) as OrderKeys;
      await client.query('begin');
      expect(await foundElsewhere(unfinished, 'order-4')).toBe(false);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
