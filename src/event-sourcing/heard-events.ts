import type { RecordedEvent } from './event-store.js';

/** Events of one stream a lane keeps for the moment in which it may fold them; beyond it, it reads its stream. */
const HEARD_EVENTS_MAX = 1_000;

interface Foldable {
  readonly revision: bigint;
  /** False makes the lane read its stream to the end before it decides next. */
  loaded: boolean;
  take(recorded: RecordedEvent): void;
}

/** What a lane was told of its stream and has not looked at yet. */
export class HeardEvents {
  private events: RecordedEvent[] = [];
  private missed = false;

  add(recorded: RecordedEvent): void {
    if (this.events.length < HEARD_EVENTS_MAX) this.events.push(recorded);
    else this.missed = true;
  }

  /**
   * Folds what is new, in the order of the stream. What the fold knows already is passed over, most of it the lane's own
   * doing; where something is missing in between, the stream itself has to be read.
   */
  foldInto(fold: Foldable): void {
    const events = this.events;
    this.events = [];
    for (const recorded of events) {
      if (recorded.revision === fold.revision + 1n) fold.take(recorded);
      else if (recorded.revision > fold.revision) this.missed = true;
    }
    if (this.missed) fold.loaded = false;
    this.missed = false;
  }
}
