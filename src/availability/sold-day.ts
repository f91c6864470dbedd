import type { StreamKind } from '../event-sourcing/index.js';
import { serviceDayKind, type OrderEvent, type ServiceDay } from '../orders/index.js';

/** A service day, and its stream's own time. */
export interface SoldDay {
  readonly day: ServiceDay;
  /** Where the newest event stands in the stream's own time; smaller than every instant before any. */
  time: string;
}

const { decider, eventTypes } = serviceDayKind;

/**
 * Service days as their streams know them. A stream's time may be ahead of this node's clock, because another node
 * decided last: what is answered by the earlier of the two would offer what is then refused.
 */
export const soldDayKind: StreamKind<SoldDay, never, OrderEvent, never> = {
  eventTypes,
  decider: {
    initial: () => ({ day: decider.initial(), time: '' }),
    evolve: (sold, event, recording) => {
      decider.evolve(sold.day, event, recording);
      sold.time = recording.at > sold.time ? recording.at : sold.time;
    },
    // It is read only: a command for it does not exist.
    decide: (_, command) => command,
    fork: ({ day, time }) => ({ day: decider.fork(day), time }),
  },
};

/** The instant by which a day is judged while a clock shows `now`. */
export const judgedAt = ({ time }: SoldDay, now: string): string => (time > now ? time : now);
