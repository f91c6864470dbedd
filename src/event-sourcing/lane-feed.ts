import type { EventStore, RecordedEvent } from './event-store.js';
import type { Follower } from './subscription.js';

/**
 * Passes what anybody records to the lanes of this node, so that a lane knows what other nodes wrote before it loses a
 * race against it. To have been told is no proof that nothing came after: the trust of a lane rests on what it
 * read or appended itself.
 */
export class LaneFeed implements Follower {
  readonly name = 'lanes';
  readonly prefixes = [''];
  private readonly listeners: ((recorded: RecordedEvent) => void)[] = [];

  constructor(readonly store: EventStore) {}

  /** Has `hear` called with every event that is recorded from now on, as long as this node lives. */
  tell(hear: (recorded: RecordedEvent) => void): void {
    this.listeners.push(hear);
  }

  /** What was recorded before, lanes read when they are loaded; and what a lane has missed, it sees by the gap. */
  begin(): Promise<bigint> {
    return this.store.head();
  }

  /** Nobody decides in between, so what was appended together is also heard together. */
  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const recorded of events) for (const hear of this.listeners) hear(recorded);
  }
}
