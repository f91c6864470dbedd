import { decodeBase32, encodeBase32 } from '../platform/ids/index.js';

const PREFIX = 'sto_';
export const STORE_ID_BYTES = 8;

/** A store id: base32 of 64 bits. */
export const storeIdOf = (bits: Uint8Array): string => PREFIX + encodeBase32(bits);

/** The 64 bits of a store id; undefined when the text is none. */
export const storeBitsOf = (storeId: string): Uint8Array | undefined =>
  storeId.startsWith(PREFIX) ? decodeBase32(storeId.slice(PREFIX.length), STORE_ID_BYTES) : undefined;
