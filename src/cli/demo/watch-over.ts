import { systemTime } from '../../platform/clock/index.js';
import { causeOf, type RunningSystem } from '../system/index.js';

/** A server that ends so soon after it was started again would do so for ever. */
const ENDS_AGAIN_WITHIN_MS = 20_000;

/**
 * Starts the server again when it ends by itself, as a service manager would. Resolves with the cause when that is
 * no help: the server ends again, or PostgreSQL or the simulator is gone.
 */
export const failureOf = (system: RunningSystem, say: (line: string) => void): Promise<string> =>
  new Promise(resolve => {
    let startedAtMs = Number.NEGATIVE_INFINITY;
    system.onUnexpectedEnd(({ part, why }) => {
      const again = systemTime.monotonicMs() - startedAtMs < ENDS_AGAIN_WITHIN_MS;
      if (part !== 'server' || again) return resolve(why);
      startedAtMs = systemTime.monotonicMs();
      say(`${why}; starting it again`);
      system.restartServer().then(
        () => say('the server is back, and goes on where its log ends'),
        (error: unknown) => resolve(causeOf(error)),
      );
    });
  });
