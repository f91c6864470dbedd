import type { Instant } from '../../../src/platform/clock/index.js';
import type { Ticket } from '../kitchen/ticket.js';

/** One entry of a location's change feed: the ticket as it was at that version. */
export type Change = Pick<Ticket, 'ticketId' | 'status' | 'version'> & { reference: string; at: Instant };

/** A change and where it stands among those of its location. */
export interface PlacedChange extends Change {
  readonly position: number;
}

/** The changes of each location, in the order they were made. */
export class Changes {
  private readonly byLocation = new Map<string, Change[]>();

  note({ ticketId, location, order, status, version, updatedAt: at }: Ticket): void {
    const changes = this.byLocation.get(location) ?? [];
    this.byLocation.set(location, changes);
    changes.push({ ticketId, reference: order.reference, status, version, at });
  }

  countOf(location: string): number {
    return this.byLocation.get(location)?.length ?? 0;
  }

  /** The location's changes from `position` on, at most `limit` of them. */
  from(location: string, position: number, limit: number): readonly PlacedChange[] {
    const all = this.byLocation.get(location) ?? [];
    return all
      .slice(position, position + limit)
      .map((change, index) => ({ ...change, position: position + index }));
  }

  /** The position of the first change that was made at `instant` or later. */
  positionSince(location: string, instant: Instant): number {
    const all = this.byLocation.get(location) ?? [];
    const position = all.findIndex(({ at }) => at >= instant);
    return position < 0 ? all.length : position;
  }
}
