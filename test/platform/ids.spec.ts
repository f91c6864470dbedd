import fc from 'fast-check';
import { decodeBase32, encodeBase32, systemRandom } from '../../src/platform/ids/index.js';

const bytes = fc.uint8Array({ maxLength: 40 });

describe('Base32', () => {
  it('gives the bytes back', () =>
    fc.assert(
      fc.property(bytes, some => {
        expect(decodeBase32(encodeBase32(some), some.length)).toEqual(some);
      }),
    ));

  it('keeps the order of the bytes, so that ids sort as what they say', () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        fc.uint8Array({ minLength: 6, maxLength: 6 }),
        (a, b) => {
          const order = Math.sign(Buffer.compare(a, b));
          const [x, y] = [encodeBase32(a), encodeBase32(b)];
          expect(x === y ? 0 : x < y ? -1 : 1).toBe(order);
        },
      ),
    ));

  it('writes what Crockford would', () => {
    expect(encodeBase32(Uint8Array.of())).toBe('');
    expect(encodeBase32(Uint8Array.of(0))).toBe('00');
    expect(encodeBase32(Uint8Array.of(0xff))).toBe('zw');
    expect(encodeBase32(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff))).toBe('zzzzzzzz');
    expect(encodeBase32(Buffer.from('foobar'))).toBe('csqpyrk1e8');
  });

  it('reads no letter that could be mistaken, and none in capitals', () => {
    for (const text of ['0i', '0l', '0o', '0u', 'ZW', '0-', '0 ', '0é', '0\u0000']) {
      expect(decodeBase32(text, 1)).toBeUndefined();
    }
  });

  it('reads no other text than the one that is written: not longer, not shorter, no stray bits', () => {
    expect(decodeBase32('zw', 1)).toEqual(Uint8Array.of(0xff));
    for (const text of ['', 'z', 'zx', 'zz', 'zw0', 'zw00']) expect(decodeBase32(text, 1)).toBeUndefined();
    expect(decodeBase32('zw', 0)).toBeUndefined();
    expect(decodeBase32('zw', 2)).toBeUndefined();
  });

  it('has one text for each value: what it reads, it writes', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), maxLength: 12 }),
        fc.nat({ max: 8 }),
        (text, length) => {
          const read = decodeBase32(text, length);
          if (read !== undefined) expect(encodeBase32(read)).toBe(text);
        },
      ),
      { numRuns: 1_000 },
    ));
});

describe('Randomness', () => {
  it('comes as numbers in [0, 1), as bytes and as UUIDs', () => {
    const numbers = Array.from({ length: 100 }, () => systemRandom.number());
    expect(numbers.every(number => number >= 0 && number < 1)).toBe(true);
    expect(systemRandom.bytes(12)).toHaveLength(12);
    expect(systemRandom.uuid()).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });
});
