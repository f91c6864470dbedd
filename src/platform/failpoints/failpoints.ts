/** Places at which a spec may have this process killed, to see what is left of its work. */
const FAILPOINTS = ['lane.before-append', 'lane.after-append', 'log.before-call', 'log.after-call'] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

export interface ArmedFailpoint {
  readonly name: Failpoint;
  /** Which time it is reached the process ends, from 1. */
  readonly time: number;
}

const WRITTEN = /^([a-z.-]+)(?:@([1-9]\d{0,5}))?$/;

/** Reads `name` or `name@time`; undefined where there is no such failpoint. */
export const failpointOf = (text: string): ArmedFailpoint | undefined => {
  const [, written = '', time = '1'] = WRITTEN.exec(text) ?? [];
  const name = FAILPOINTS.find(known => known === written);
  return name === undefined ? undefined : { name, time: Number(time) };
};

let armed: ArmedFailpoint | undefined;
let reached = 0;

/** Has this process end at the failpoint. Only a program does this for itself; production refuses to be configured so. */
export const armFailpoint = (failpoint: ArmedFailpoint): void => {
  armed = failpoint;
};

/** Ends the process here, as a power cut would, where a spec has asked for it; otherwise it does nothing. */
export const failpoint = (name: Failpoint): void => {
  if (armed?.name !== name) return;
  reached += 1;
  if (reached === armed.time) process.kill(process.pid, 'SIGKILL');
};
