import type { RecordedEvent } from '../../event-sourcing/index.js';

interface InHalves {
  /** Handles these together, or not at all. */
  readonly handle: (events: readonly RecordedEvent[]) => Promise<void>;
  /** True for a fault that says nothing about the events. */
  readonly blameless: (cause: unknown) => boolean;
  /** Called with the one event that could not be handled, in its place. */
  readonly stumbled: (event: RecordedEvent, cause: unknown) => Promise<void>;
}

/**
 * Handles events in order, as many together as will go. Where some cannot be handled together each half is tried by
 * itself, so the event at fault is found in a few steps and all others are handled.
 */
export const handleInHalves = async (events: readonly RecordedEvent[], how: InHalves): Promise<void> => {
  try {
    await how.handle(events);
  } catch (cause) {
    const [first] = events;
    if (first === undefined || how.blameless(cause)) throw cause;
    if (events.length === 1) return how.stumbled(first, cause);
    const middle = Math.ceil(events.length / 2);
    await handleInHalves(events.slice(0, middle), how);
    await handleInHalves(events.slice(middle), how);
  }
};
