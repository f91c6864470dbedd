interface Part {
  stop(): Promise<void>;
}

export type Keep = <Kept extends Part>(part: Promise<Kept>) => Promise<Kept>;

/** What runs now, in the order it was started. */
const running: Part[] = [];

/** Stops what was started since there were `count` parts, last first. */
const stopDownTo = async (count: number): Promise<void> => {
  while (running.length > count) await running.pop()?.stop();
};

/** Runs work with parts that are stopped afterwards, whatever came of it. */
export const withParts = async <Answer>(work: (keep: Keep) => Promise<Answer>): Promise<Answer> => {
  const before = running.length;
  try {
    return await work(async starting => {
      const part = await starting;
      running.push(part);
      return part;
    });
  } finally {
    await stopDownTo(before);
  }
};

/** Ends this process in order when it is told to: no server and no folder stays behind. */
export const stopWhenTold = (exitCode: number): void => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stopDownTo(0).finally(() => process.exit(exitCode)));
  }
};
