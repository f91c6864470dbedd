import { CommandLane } from '../../src/event-sourcing/command-lane.js';
import { DEFAULT_LANE_LIMITS, type LaneLimits } from '../../src/event-sourcing/lane-surroundings.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { waitFor } from '../equipment/wait-for.js';
import { eveningOf, type EveningEnvelope, type EveningKind } from './box-office.js';
import { HandClock, SwiftTime, type HandTime } from './clocks.js';

export const EVENING = 'evening-1';

interface LaneOptions {
  readonly kind?: EveningKind;
  readonly clock?: HandClock;
  readonly network?: HandTime;
  readonly limits?: Partial<LaneLimits>;
}

/** A lane upon a log, with clocks at hand; a hall of three seats unless another is given. */
export const laneOn = (store: EventStore, options: LaneOptions = {}) => {
  const { kind = eveningOf(3), clock = new HandClock(), network = new SwiftTime() } = options;
  return new CommandLane(EVENING, kind, {
    store,
    clock,
    network,
    random: () => 0.5,
    limits: { ...DEFAULT_LANE_LIMITS, ...options.limits },
  });
};

export type EveningLane = ReturnType<typeof laneOn>;

/** Submits all at once, without waiting for an answer in between. */
export const submitAll = (lane: EveningLane, ...envelopes: readonly EveningEnvelope[]) =>
  envelopes.map(each => lane.submit(each));

/** Which of these promises have been answered, as they are. */
export class Answers {
  readonly settled = new Set<number>();

  constructor(readonly all: readonly Promise<unknown>[]) {
    all.forEach((promise, index) => {
      const settle = () => this.settled.add(index);
      promise.then(settle, settle);
    });
  }
}

export const until = (fact: () => boolean, what: string) => waitFor(fact, { what, withinMs: 5_000 });
