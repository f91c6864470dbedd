import {
  messageOf,
  PARKED_KEYS_MAX,
  type Parked,
  type RecordedEvent,
  type Sieve,
} from '../../event-sourcing/index.js';
import { parkingKeyOf } from './parked-orders.js';

/** Most events named as the reasons of one answer. */
const REASONS_MAX = 5;

/**
 * What this node could not fold, for those whose memory is made anew with every start: it is left out with all that
 * follows of its key, and they can say so.
 */
export class LeftOut implements Sieve {
  private readonly gaps = new Map<string, Parked>();

  constructor(private readonly consumer: string) {}

  all(): readonly Parked[] {
    return [...this.gaps.values()];
  }

  passes(recorded: RecordedEvent): boolean {
    if (this.gaps.size === 0) return true;
    const gap = this.gaps.get(parkingKeyOf(recorded));
    return gap === undefined || recorded.revision < gap.revision;
  }

  stumbled(recorded: RecordedEvent, cause: unknown): Promise<void> {
    if (this.gaps.size >= PARKED_KEYS_MAX) {
      return Promise.reject(
        new Error(`${this.consumer} has left out ${PARKED_KEYS_MAX} keys and goes no further`),
      );
    }
    const { consumer } = this;
    const { stream, revision, position, type } = recorded;
    const key = parkingKeyOf(recorded);
    this.gaps.set(key, {
      consumer,
      key,
      stream,
      revision,
      position,
      type,
      error: messageOf(cause),
      attempts: 1,
    });
    return Promise.resolve();
  }

  /** Why what is known of a stream is not all that was recorded; empty where it is. */
  of(stream: string): readonly string[] {
    if (this.gaps.size === 0) return [];
    const gaps = this.all().filter(gap => gap.stream === stream);
    return gaps
      .slice(0, REASONS_MAX)
      .map(({ type, revision, error }) => `${type} at revision ${revision}: ${error}`);
  }
}
