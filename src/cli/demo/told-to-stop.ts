import { constants } from 'node:os';
import { systemTime } from '../../platform/clock/index.js';

/** One Ctrl-C may arrive several times: from the terminal, and from whoever passes it on. */
const SAME_KEY_PRESS_MS = 1_000;

/** Aborted by the first SIGINT, SIGTERM or SIGHUP. A later one means "at once": the children end with this process. */
export const toldToStop = (): AbortSignal => {
  const told = new AbortController();
  let toldAtMs = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const nowMs = systemTime.monotonicMs();
      if (told.signal.aborted && nowMs - toldAtMs > SAME_KEY_PRESS_MS) {
        process.exit(128 + constants.signals[name]);
      }
      if (!told.signal.aborted) toldAtMs = nowMs;
      told.abort();
    });
  }
  return told.signal;
};
