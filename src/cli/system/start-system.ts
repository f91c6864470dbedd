import { constants } from 'node:os';
import type { RunningSystem, SystemOptions } from './running-system.js';
import { StartInterrupted } from './system-error.js';
import { System } from './system.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts PostgreSQL, the POS simulator and the server, each as the process it is in production, on one business
 * clock. Every failure is an error of one line, and leaves nothing running.
 */
export const startSystem = (options: SystemOptions): Promise<RunningSystem> =>
  options.stopSignal === undefined ? startUntilSignal(options) : System.start(options, options.stopSignal);

const startUntilSignal = async (options: SystemOptions): Promise<RunningSystem> => {
  const told = new AbortController();
  const { signal: stopSignal } = told;
  for (const name of SIGNALS) process.on(name, () => told.abort(name));
  const exit = (): never =>
    process.exit(128 + constants.signals[stopSignal.reason as (typeof SIGNALS)[number]]);
  try {
    const system = await System.start(options, stopSignal);
    stopSignal.addEventListener('abort', () => void system.stop().finally(exit));
    return system;
  } catch (error) {
    if (error instanceof StartInterrupted) exit();
    throw error;
  }
};
