import {
  BusinessTimers,
  instantOf,
  type NetworkTime,
  type ScaledClock,
} from '../../../platform/clock/index.js';
import { Unanswered } from '../http-api.js';
import type { Arrival } from './arrivals.js';
import type { Tally } from './tally.js';

/** Orders on their way in, by the business clock and nothing else: an arrival never waits for an earlier answer. */
export class ArrivalDriver {
  private next = 0;
  private begunAtMs: number | undefined;
  private endedAtMs: number | undefined;
  private failure: Error | undefined;
  private finish: () => void = () => undefined;
  private readonly timers: BusinessTimers;

  constructor(
    private readonly arrivals: readonly Arrival[],
    private readonly tally: Tally,
    private readonly drive: (arrival: Arrival) => Promise<void>,
    private readonly time: { readonly clock: ScaledClock; readonly network: NetworkTime },
  ) {
    this.timers = new BusinessTimers(time.clock, time.network);
  }

  get nextArrival(): number | undefined {
    return this.arrivals[this.next]?.atMs;
  }

  /** Real milliseconds from the first arrival to the last answer so far. */
  get tookMs(): number {
    const now = this.time.network.monotonicMs();
    return this.begunAtMs === undefined ? 0 : (this.endedAtMs ?? now) - this.begunAtMs;
  }

  /** Resolves when every order has had its answers; earlier, with the others under way, when it is told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    await new Promise<void>(resolve => {
      this.finish = resolve;
      stop.addEventListener('abort', () => resolve(), { once: true });
      if (stop.aborted || this.arrivals.length === 0) resolve();
      else this.setAlarm();
    });
    this.timers.stop();
    this.endedAtMs = this.time.network.monotonicMs();
    if (this.failure !== undefined) throw this.failure;
  }

  /** One alarm for the next arrival; those that are due by then come with it. */
  private setAlarm(): void {
    const atMs = this.nextArrival;
    if (atMs === undefined) return;
    this.timers.set('arrival', instantOf(atMs), () => this.admit(Math.max(atMs, this.time.clock.nowMs())));
  }

  private admit(untilMs: number): void {
    this.begunAtMs ??= this.time.network.monotonicMs();
    for (let arrival = this.arrivals[this.next]; arrival !== undefined; arrival = this.arrivals[this.next]) {
      if (arrival.atMs > untilMs) break;
      this.next += 1;
      this.tally.arrived += 1;
      void this.see(arrival);
    }
    this.setAlarm();
  }

  private async see(arrival: Arrival): Promise<void> {
    try {
      await this.drive(arrival);
    } catch (error) {
      if (error instanceof Unanswered) this.tally.unanswered += 1;
      else this.failure ??= error as Error;
    }
    this.tally.driven += 1;
    if (this.failure !== undefined || this.tally.driven === this.arrivals.length) this.finish();
  }
}
