import { setTimeout as pause } from 'node:timers/promises';

type Fact<T> = T | undefined | false;

interface WaitOptions {
  /** What is waited for, as it should read after "waited in vain for". */
  readonly what: string;
  readonly withinMs?: number;
}

const LOOK_EVERY_MS = 15;

/** Looks again and again until `fact` is there, and answers it. What `fact` throws counts as not there yet. */
export const waitFor = async <T>(
  fact: () => Fact<T> | Promise<Fact<T>>,
  { what, withinMs = 20_000 }: WaitOptions,
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let cause: unknown;
    try {
      const found = await fact();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`, { cause });
    await pause(LOOK_EVERY_MS);
  }
};
