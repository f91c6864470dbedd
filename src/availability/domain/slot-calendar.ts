import { closesToHoldsAt, opensToHoldsAt } from '../../orders/index.js';
import type { DayPlan } from '../../stores/index.js';

/** When time alone changes what is said of a slot, and what clocks at the store show when it starts. */
export interface SlotTimes {
  readonly local: string;
  /** When it comes within the booking horizon. */
  readonly opensAt: string;
  /** When its lead time begins. */
  readonly closesAt: string;
}

/** The times of a plan's slots: they never change, and finding them is what costs most of an answer. */
export class SlotCalendar {
  private readonly known = new Map<string, SlotTimes>();

  /** `localTime` shows an instant as the store's clocks do. */
  constructor(
    private readonly plan: DayPlan,
    private readonly localTime: (instant: string) => string,
  ) {}

  timesOf(start: string): SlotTimes {
    const times = this.known.get(start) ?? this.find(start);
    this.known.set(start, times);
    return times;
  }

  private find(start: string): SlotTimes {
    const { leadMinutes, horizonDays } = this.plan.terms;
    return {
      local: this.localTime(start),
      opensAt: opensToHoldsAt(start, horizonDays),
      closesAt: closesToHoldsAt(start, leadMinutes),
    };
  }
}
