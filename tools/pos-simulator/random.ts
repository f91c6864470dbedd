/** A source of numbers in [0, 1) that tells the same sequence for the same seed. */
export type Random = () => number;

/** mulberry32: 32 bits of state, fast and even enough to decide which request a fault strikes. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** FNV-1a over UTF-16 code units. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

/**
 * One number in [0, 1) that belongs to `name` under this seed, whatever was drawn before it.
 * What must come out the same after a restart is drawn from this, not from a running sequence.
 */
export const seededNumberOf = (seed: number, name: string): number =>
  seededRandom((seed ^ hashOf(name)) >>> 0)();
