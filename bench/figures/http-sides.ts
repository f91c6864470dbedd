import { NotMeasured, type Surroundings } from '../bench.js';
import { CONNECTIONS, putUnderLoad } from '../load/put-under-load.js';
import type { LoadJob } from '../load/load.js';
import { startProgram, type ProgramUnderTest } from '../system/programs.js';

/** Answers that a load may no longer have waited for when its time was over. */
const UNDER_WAY_MAX = CONNECTIONS;

/** Requests a second that succeeded, each of them found again in what was stored. */
export const measuredRate = async (
  job: Omit<LoadJob, 'connections'>,
  stored?: () => Promise<number>,
): Promise<number> => {
  const before = (await stored?.()) ?? 0;
  const { succeeded, perSecond } = await putUnderLoad(job);
  const added = ((await stored?.()) ?? succeeded + before) - before;
  if (added < succeeded || added > succeeded + UNDER_WAY_MAX) {
    throw new NotMeasured(`${job.url} told ${succeeded} successes, and ${added} were stored`);
  }
  return perSecond;
};

export const baseline = (
  name: 'row-lock' | 'echo' | 'same-bytes' | 'nest-route',
  ...args: readonly string[]
): Promise<ProgramUnderTest> =>
  startProgram({
    title: `the baseline ${name}`,
    program: `bench/baselines/${name}.js`,
    args,
    env: { NODE_ENV: 'production', LOG_LEVEL: 'info' },
  });

/** Once through every side before anything counts: code is compiled, pools are filled, files have their first pages. */
export const WARM_UP_SECONDS = 2;

export const roundsOf = ({ rounds, progress }: Surroundings) => ({ count: rounds, progress });
