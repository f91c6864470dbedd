import { randomBytes, randomUUID } from 'node:crypto';

/** Where every random number of the system comes from. */
export interface Random {
  /** A number in [0, 1), for jitter; not for secrets. */
  number(): number;
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array;
  uuid(): string;
}

/** Drawn from the system at once: asking it for each id costs many times what the bytes do. */
const DRAWN_BYTES = 8_192;

let drawn = new Uint8Array();

/** Bytes that nobody else is given: each draw is a new piece of memory. */
const takeBytes = (length: number): Uint8Array => {
  if (length > DRAWN_BYTES) return randomBytes(length);
  if (drawn.length < length) drawn = randomBytes(DRAWN_BYTES);
  const taken = drawn.subarray(0, length);
  drawn = drawn.subarray(length);
  return taken;
};

export const systemRandom: Random = {
  number: () => Math.random(),
  bytes: takeBytes,
  uuid: () => randomUUID(),
};

export const RANDOM = Symbol('Random');
