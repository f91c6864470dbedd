import type { NetworkTime } from '../platform/clock/index.js';
import {
  revisionAfter,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
} from './event-store.js';
import { OutcomeUnknown } from './lane-faults.js';

/** Pause between two looks at an append whose outcome is unknown. */
const SETTLE_PAUSE_MS = 50;

export interface FrozenAppend {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

export interface SettleSurroundings {
  readonly store: EventStore;
  readonly network: NetworkTime;
  readonly limits: { readonly settleMs: number };
}

/**
 * Finds out what became of an append, which does not change meanwhile: it is looked for in its stream and, where nothing
 * stands there yet, sent once more as it was. True when they are in the stream, false when others are; throws
 * OutcomeUnknown at the deadline. A look that is still under way then may yet write the identical events: whoever
 * repeats the command will find them, and whoever decides anew loses a race against them.
 */
export const settleAppend = async (
  append: FrozenAppend,
  firstCause: Error,
  { store, network, limits }: SettleSurroundings,
): Promise<boolean> => {
  const deadlineMs = network.monotonicMs() + limits.settleMs;
  let cause: unknown = firstCause;
  while (network.monotonicMs() < deadlineMs) {
    try {
      const look = lookOnce(append, store);
      const written = await within(deadlineMs - network.monotonicMs(), look, network);
      if (written !== undefined) return written;
    } catch (error) {
      cause = error;
    }
    await network.sleep(SETTLE_PAUSE_MS);
  }
  throw new OutcomeUnknown(append.stream, cause);
};

/** What `look` answers, or undefined when that takes too long. */
const within = async <T>(ms: number, look: Promise<T>, network: NetworkTime): Promise<T | undefined> => {
  let cancel = (): void => undefined;
  const late = new Promise<undefined>(resolve => {
    cancel = network.after(ms, () => resolve(undefined));
  });
  try {
    return await Promise.race([look, late]);
  } finally {
    cancel();
  }
};

/** Reads back, and where nothing stands there yet, appends the identical events; undefined while it stays unknown. */
const lookOnce = async (append: FrozenAppend, store: EventStore): Promise<boolean | undefined> => {
  const { stream, events, expected } = append;
  const found = await readBack(append, store);
  if (found.length > 0) {
    return found.length === events.length && found.every(({ id }, index) => id === events[index]?.id);
  }
  const outcome = await store.append(stream, events, expected);
  return outcome.kind === 'unknown' ? undefined : outcome.kind === 'written';
};

const readBack = async (
  { stream, events, expected }: FrozenAppend,
  store: EventStore,
): Promise<RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  const range = { from: revisionAfter(expected), limit: events.length };
  for await (const event of store.readStream(stream, range)) found.push(event);
  return found;
};
