import { setTimeout as pause } from 'node:timers/promises';

/** Work of a consumer that takes its time. It is what is proved, not a way to wait: specs wait for facts. */
export const slowWork = (ms: number): Promise<void> => pause(ms);
