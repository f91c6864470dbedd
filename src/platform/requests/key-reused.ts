import { Problem } from '../problem/index.js';

/** The Idempotency-Key was used before, for another body. */
export const keyReused = (): Problem =>
  new Problem(422, 'IDEMPOTENCY_KEY_REUSED', {
    title: 'This Idempotency-Key was used before with another body.',
    todo: 'Use a fresh key for a new command; repeat a command with its own body.',
  });
