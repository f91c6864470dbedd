import type { RefusedHold } from '../../orders/index.js';

/** One refused hold that is kept, standing for `weight` of them. */
export interface Kept extends RefusedHold {
  readonly at: string;
  readonly weight: number;
}

/** What is kept between two writings, and how many of each day fell away. */
export interface Sample {
  readonly kept: readonly Kept[];
  /** By store and business date. */
  readonly dropped: ReadonlyMap<string, number>;
}

/** Up to so many, everything is kept; beyond, one of every `SAMPLED_ONE_IN`, which then stands for all of them. */
export const KEPT_WHOLE_MAX = 500;
export const SAMPLED_ONE_IN = 10;
export const KEPT_MAX = 2_000;
/** Days of which it is told how many fell away; of further ones nobody can say. */
const DAYS_MAX = 1_000;

export const dayKey = ({ storeId, businessDate }: Pick<RefusedHold, 'storeId' | 'businessDate'>): string =>
  `${storeId} ${businessDate}`;

/** Refused demand on its way to the disk: a bounded buffer that thins out before it drops. */
export class DemandSample {
  private kept: Kept[] = [];
  private dropped = new Map<string, number>();
  private sinceSampled = 0;

  /** Keeps a refusal, or lets one that is kept stand for it. False where it fell away. */
  note(refused: RefusedHold, at: string): boolean {
    if (this.kept.length < KEPT_WHOLE_MAX) return this.keep(refused, at, 1);
    if (this.kept.length >= KEPT_MAX) return this.drop(refused);
    this.sinceSampled += 1;
    if (this.sinceSampled < SAMPLED_ONE_IN) return true;
    this.sinceSampled = 0;
    return this.keep(refused, at, SAMPLED_ONE_IN);
  }

  get isEmpty(): boolean {
    return this.kept.length === 0 && this.dropped.size === 0;
  }

  /** Hands over what there is. */
  take(): Sample {
    const sample = { kept: this.kept, dropped: this.dropped };
    this.kept = [];
    this.dropped = new Map();
    return sample;
  }

  /** Takes back what could not be written, as far as there is room beside what came meanwhile. Returns how many fell away. */
  putBack({ kept, dropped }: Sample): number {
    const room = KEPT_MAX - this.kept.length;
    this.kept = [...kept.slice(0, room), ...this.kept];
    for (const [day, count] of dropped) this.countDropped(day, count);
    for (const refused of kept.slice(room)) this.countDropped(dayKey(refused), refused.weight);
    return kept.slice(room).reduce((sum, { weight }) => sum + weight, 0);
  }

  private keep(refused: RefusedHold, at: string, weight: number): true {
    this.kept.push({ ...refused, at, weight });
    return true;
  }

  private drop(refused: RefusedHold): false {
    this.countDropped(dayKey(refused), 1);
    return false;
  }

  private countDropped(day: string, count: number): void {
    if (!this.dropped.has(day) && this.dropped.size >= DAYS_MAX) return;
    this.dropped.set(day, (this.dropped.get(day) ?? 0) + count);
  }
}
