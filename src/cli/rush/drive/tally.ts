/** What the storefronts of the rush were answered. */
export class Tally {
  /** Orders that have arrived, and those of them that are done with. */
  arrived = 0;
  driven = 0;
  accepted = 0;
  /** Orders with a request that nobody answered, however often it was repeated. */
  unanswered = 0;
  readonly holdsRefusedBy = new Map<string, number>();
  readonly confirmsRefusedBy = new Map<string, number>();
  /** Orders whose confirmation was answered with success: their store, and when they are due in its kitchen. */
  readonly confirmed = new Map<string, { readonly store: number; readonly dueMs: number }>();

  get refused(): number {
    return sumOf(this.holdsRefusedBy);
  }

  get inFlight(): number {
    return this.arrived - this.driven;
  }

  /** The earliest due instant of a confirmed order that is still to come. */
  nextDue(nowMs: number): number | undefined {
    let next: number | undefined;
    for (const { dueMs } of this.confirmed.values()) {
      if (dueMs > nowMs && (next === undefined || dueMs < next)) next = dueMs;
    }
    return next;
  }
}

export const countOne = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
