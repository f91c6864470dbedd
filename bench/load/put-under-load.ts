import { ChildProgram } from '../../src/cli/system/index.js';
import { NotMeasured } from '../bench.js';
import type { LoadJob, LoadResult } from './load.js';

/** The guests of a busy minute. */
export const CONNECTIONS = 100;
/** Beyond the seconds of its job. */
const ENDED_WITHIN_MS = 30_000;
/** Of all answers, at least so many must be successes for a rate to mean anything. */
const SUCCESSES_MIN = 0.99;

/** Sends a job from a process of its own. Throws NotMeasured where too few answers are successes. */
export const putUnderLoad = async (job: Omit<LoadJob, 'connections'>): Promise<LoadResult> => {
  const program = new ChildProgram({
    title: 'the load',
    program: 'bench/load/load-program.js',
    args: [JSON.stringify({ connections: CONNECTIONS, ...job } satisfies LoadJob)],
    log: () => undefined,
  });
  try {
    const line = await program.ready({
      line: /^\{"succeeded":/,
      withinMs: job.seconds * 1_000 + ENDED_WITHIN_MS,
      stop: new AbortController().signal,
    });
    const result = JSON.parse(line) as LoadResult;
    const answers = result.succeeded + result.refused + result.failed;
    if (result.succeeded < answers * SUCCESSES_MIN || result.succeeded === 0) {
      throw new NotMeasured(`${job.url}: of ${answers} requests only ${result.succeeded} succeeded`);
    }
    return result;
  } finally {
    await program.stop(1_000);
  }
};
