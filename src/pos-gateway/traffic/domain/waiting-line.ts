import { PRIORITIES, type Priority } from './priorities.js';

export interface Waiting {
  readonly priority: Priority;
  /** Among those of its priority the lowest goes first; of equals the one that came first. */
  readonly rank: string;
}

/** How many of each priority may wait for one gate. */
export const WAITING_MAX: Readonly<Record<Priority, number>> = {
  deliver: 20_000,
  settle: 2_000,
  void: 1_000,
  feed: 1_000,
  backfill: 200,
};

/** Those who wait, the most urgent first. Whoever is last in a full line is sent away. */
export class WaitingLine<Entry extends Waiting> {
  private readonly lines = new Map<Priority, Entry[]>(PRIORITIES.map(priority => [priority, []]));

  constructor(private readonly max: Readonly<Record<Priority, number>> = WAITING_MAX) {}

  /** Puts an entry in its place; answers who does not fit any more, be it the entry itself. */
  join(entry: Entry): Entry | undefined {
    const line = this.of(entry.priority);
    line.splice(placeIn(line, entry.rank), 0, entry);
    return line.length > this.max[entry.priority] ? line.pop() : undefined;
  }

  leave(entry: Entry): void {
    const line = this.of(entry.priority);
    const place = line.indexOf(entry);
    if (place >= 0) line.splice(place, 1);
  }

  /** The first of each priority, the most urgent priority first. */
  heads(): readonly Entry[] {
    return PRIORITIES.flatMap(priority => this.of(priority)[0] ?? []);
  }

  count(priority: Priority): number {
    return this.of(priority).length;
  }

  private of(priority: Priority): Entry[] {
    return this.lines.get(priority) ?? [];
  }
}

/** Behind everybody whose rank is the same or lower. */
const placeIn = (line: readonly Waiting[], rank: string): number => {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line[middle]?.rank ?? rank) <= rank) low = middle + 1;
    else high = middle;
  }
  return low;
};
