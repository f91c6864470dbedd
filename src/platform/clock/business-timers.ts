import type { Instant, ScaledClock } from './business-clock.js';
import type { NetworkTime } from './network-time.js';

interface Alarm {
  readonly key: string;
  readonly at: Instant;
  /** Order of setting, so that alarms of one instant fire in the order they were set. */
  readonly sequence: number;
  readonly run: () => void;
}

/** How long one real timer may sleep before it looks at the clock again, so that a long wait stays exact. */
const LONGEST_NAP_MS = 60_000;

/**
 * Alarms on the business clock: one heap behind one real timer. An alarm never fires early; after a new clock segment
 * it fires as soon as the clock shows its instant.
 */
export class BusinessTimers {
  private readonly byKey = new Map<string, Alarm>();
  /** A binary heap by instant; replaced and cancelled alarms stay in it until they come up. */
  private readonly heap: Alarm[] = [];
  private sequence = 0;
  private armedFor: Instant | undefined;
  private disarm: () => void = () => undefined;
  private readonly forgetSegments: () => void;

  constructor(
    private readonly clock: ScaledClock,
    private readonly network: NetworkTime,
  ) {
    this.forgetSegments = clock.onSegment(() => this.arm());
  }

  /** Sets the alarm `key`, replacing an earlier one of that name. */
  set(key: string, at: Instant, run: () => void): void {
    this.sequence += 1;
    const alarm = { key, at, sequence: this.sequence, run };
    this.byKey.set(key, alarm);
    push(this.heap, alarm);
    if (this.armedFor === undefined || at < this.armedFor) this.arm();
  }

  cancel(key: string): void {
    this.byKey.delete(key);
  }

  /** The instant of the earliest alarm; undefined when none is set. */
  next(): Instant | undefined {
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      if (this.byKey.get(first.key) === first) return first.at;
      pop(this.heap);
    }
    return undefined;
  }

  stop(): void {
    this.forgetSegments();
    this.disarm();
    this.byKey.clear();
  }

  private arm(): void {
    this.disarm();
    this.armedFor = this.next();
    if (this.armedFor === undefined) return;
    const napMs = Math.min(this.clock.realMsUntil(this.armedFor), LONGEST_NAP_MS);
    this.disarm = this.network.after(napMs, () => this.fire());
  }

  private fire(): void {
    const now = this.clock.now();
    for (let at = this.next(); at !== undefined && at <= now; at = this.next()) {
      const alarm = pop(this.heap);
      if (alarm === undefined) break;
      this.byKey.delete(alarm.key);
      alarm.run();
    }
    this.arm();
  }
}

const before = (a: Alarm, b: Alarm): boolean => (a.at === b.at ? a.sequence < b.sequence : a.at < b.at);

const push = (heap: Alarm[], alarm: Alarm): void => {
  let place = heap.length;
  while (place > 0) {
    const parent = heap[(place - 1) >> 1];
    if (parent === undefined || before(parent, alarm)) break;
    heap[place] = parent;
    place = (place - 1) >> 1;
  }
  heap[place] = alarm;
};

const pop = (heap: Alarm[]): Alarm | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || first === last) return first;
  let place = 0;
  for (let child = smallerChild(heap, place); child < heap.length; child = smallerChild(heap, place)) {
    const candidate = heap[child];
    if (candidate === undefined || before(last, candidate)) break;
    heap[place] = candidate;
    place = child;
  }
  heap[place] = last;
  return first;
};

const smallerChild = (heap: readonly Alarm[], place: number): number => {
  const left = 2 * place + 1;
  const [a, b] = [heap[left], heap[left + 1]];
  return a !== undefined && b !== undefined && before(b, a) ? left + 1 : left;
};
