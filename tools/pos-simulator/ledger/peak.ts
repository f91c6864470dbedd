import type { PosRequest } from './requests.js';

/** The fullest window of a length: how many requests it holds, and where it begins. */
export interface Peak {
  readonly peak: number;
  /** Real milliseconds since 1970; null where there is no request at all. */
  readonly fromMs: number | null;
  readonly requests: number;
}

/** Looks at every window of `windowMs` that begins with a request. Its end belongs to the next one. */
export const peakOf = (requests: readonly PosRequest[], windowMs: number): Peak => {
  const times = requests.map(({ atMs }) => atMs).sort((a, b) => a - b);
  let peak = 0;
  let fromMs: number | null = null;
  let first = 0;
  times.forEach((atMs, last) => {
    while ((times[first] ?? atMs) <= atMs - windowMs) first += 1;
    if (last - first + 1 <= peak) return;
    peak = last - first + 1;
    fromMs = times[first] ?? null;
  });
  return { peak, fromMs, requests: times.length };
};
