/** Places at which a spec may have this process killed, to see what is left of its work. */
const FAILPOINTS = [
  'lane.before-append',
  'lane.after-append',
  'log.before-call',
  'log.after-call',
  'projection.before-rows',
  'projection.after-rows',
  'projection.before-commit',
  'projection.after-commit',
  'projection.before-parking',
  'projection.after-parking',
  'webhook.after-taken',
  'tracking.after-effects',
  'tracking.after-cursor',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

export interface ArmedFailpoint {
  readonly name: Failpoint;
  /** Whose work it is, where several do the same; anybody's where undefined. */
  readonly of: string | undefined;
  /** Which time it is reached the process ends, from 1. */
  readonly time: number;
}

const WRITTEN = /^([a-z.-]+)(?::([a-z-]+))?(?:@([1-9]\d{0,5}))?$/;

/** Reads `name`, `name:of`, `name@time` or `name:of@time`; undefined where there is no such failpoint. */
export const failpointOf = (text: string): ArmedFailpoint | undefined => {
  const [, written = '', of, time = '1'] = WRITTEN.exec(text) ?? [];
  const name = FAILPOINTS.find(known => known === written);
  return name === undefined ? undefined : { name, of, time: Number(time) };
};

let armed: ArmedFailpoint | undefined;
let reached = 0;

/** Has this process end at the failpoint. Only a program does this for itself; production refuses to be configured so. */
export const armFailpoint = (failpoint: ArmedFailpoint): void => {
  armed = failpoint;
};

/** Ends the process here, as a power cut would, where a spec has asked for it; otherwise it does nothing. */
export const failpoint = (name: Failpoint, of?: string): void => {
  if (armed?.name !== name || of !== (armed.of ?? of)) return;
  reached += 1;
  if (reached === armed.time) process.kill(process.pid, 'SIGKILL');
};
