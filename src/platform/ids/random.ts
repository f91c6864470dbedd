import { randomBytes, randomUUID } from 'node:crypto';

/** Where every random number of the system comes from. */
export interface Random {
  /** A number in [0, 1), for jitter; not for secrets. */
  number(): number;
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array;
  uuid(): string;
}

export const systemRandom: Random = {
  number: () => Math.random(),
  bytes: length => randomBytes(length),
  uuid: () => randomUUID(),
};

export const RANDOM = Symbol('Random');
