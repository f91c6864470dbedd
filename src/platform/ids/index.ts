export { decodeBase32, encodeBase32 } from './base32.js';
export { RANDOM, systemRandom, type Random } from './random.js';
