import { createHash } from 'node:crypto';
import { StreamFolds, type EventStore, type Follower, type RecordedEvent } from '../event-sourcing/index.js';
import type { BusinessClock } from '../platform/clock/index.js';
import { instantAt, localTimeIn } from '../platform/zones/index.js';
import type { OpenDays } from '../projections/open-days/index.js';
import {
  isOpened,
  SERVICE_DAY_PREFIX,
  serviceDayKind,
  serviceDayStream,
  type OpenedDay,
} from '../orders/index.js';
import { planDay, STORE_PREFIX, storeKind, storeStream, type DayPlan } from '../stores/index.js';
import { availabilityOf } from './domain/day-availability.js';

/** An answer ready to be sent. */
export interface PreparedAnswer {
  readonly body: Buffer;
  /** Hash of the body. */
  readonly etag: string;
  /** From this instant the answer has to be made anew. */
  readonly validUntil: string;
}

/** Prepared answers kept; a day of 96 slots takes 24 kB. Beyond it the oldest are made anew when they are asked for. */
const PREPARED_MAX = 4_000;
const NEVER = '9999-12-31T23:59:59.999Z';

/** What every store can still promise, in memory: a fold of the stores and their open days, and the answers made of it. */
export class AvailabilityModel implements Follower {
  readonly name = 'availability';
  readonly prefixes = [STORE_PREFIX, SERVICE_DAY_PREFIX];
  private readonly stores;
  private readonly days;
  private readonly prepared = new Map<string, PreparedAnswer>();
  private position: bigint | undefined;
  /** Where the log ended when this model began: from there on it knows what was promised before it started. */
  private headAtStart = 0n;
  private readonly localTimes = new WeakMap<DayPlan, Map<string, string>>();

  constructor(
    private readonly store: EventStore,
    private readonly clock: BusinessClock,
    private readonly openDays: () => Promise<OpenDays>,
  ) {
    this.stores = new StreamFolds(storeKind, store);
    this.days = new StreamFolds(serviceDayKind, store);
  }

  /** The first time, the open days are read; from then on the model knows where it is. */
  async begin(): Promise<bigint> {
    if (this.position !== undefined) return this.position;
    const { position, storeIds, streams } = await this.openDays();
    await this.stores.load(storeIds.map(storeStream));
    await this.days.load(streams);
    this.headAtStart = await this.store.head();
    this.position = position;
    return position;
  }

  passed(through: bigint): void {
    this.position = through;
  }

  /** False while the node starts and has not yet read everything that was recorded before. */
  get ready(): boolean {
    return this.position !== undefined && this.position >= this.headAtStart;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      if (event.stream.startsWith(STORE_PREFIX)) {
        await this.stores.apply(event);
        this.prepared.clear();
      } else {
        await this.days.apply(event);
        this.prepared.delete(event.stream);
      }
      this.position = event.position;
    }
  }

  /** The answer for a store and date as it is now; undefined where there is no such store. */
  answer(storeId: string, businessDate: string): PreparedAnswer | undefined {
    const stream = serviceDayStream(storeId, businessDate);
    const now = this.clock.now();
    const ready = this.prepared.get(stream);
    if (ready !== undefined && now < ready.validUntil) return ready;
    const day = this.dayOf(storeId, businessDate, stream);
    if (day === undefined) return undefined;
    const answer = prepare(day, now, instant => this.localTime(day.plan, instant));
    // A day that time no longer changes is over: few ask for it again.
    if (answer.validUntil !== NEVER) this.prepared.set(stream, answer);
    if (this.prepared.size > PREPARED_MAX) this.forgetOldest();
    return answer;
  }

  /** A slot's local time never changes, and finding it is what costs most of an answer. */
  private localTime(plan: DayPlan, instant: string): string {
    const known = this.localTimes.get(plan) ?? new Map<string, string>();
    this.localTimes.set(plan, known);
    const local = known.get(instant) ?? localTimeIn(plan.zone, instant);
    known.set(instant, local);
    return local;
  }

  /** The opened day, or the day as the store would sell it. */
  private dayOf(storeId: string, businessDate: string, stream: string): OpenedDay | undefined {
    const day = this.days.get(stream);
    if (day !== undefined && isOpened(day)) return day;
    const storeState = this.stores.get(storeStream(storeId));
    const plan = storeState && planDay(storeState, businessDate, instantAt);
    if (plan === undefined) return undefined;
    const planned = serviceDayKind.decider.initial();
    const data = { ...plan, slots: [...plan.slots] };
    serviceDayKind.decider.evolve(planned, { type: 'ServiceDayOpened', data }, { at: '', revision: 0n });
    return isOpened(planned) ? planned : undefined;
  }

  private forgetOldest(): void {
    const [oldest] = this.prepared.keys();
    if (oldest !== undefined) this.prepared.delete(oldest);
  }
}

const prepare = (day: OpenedDay, now: string, localTime: (instant: string) => string): PreparedAnswer => {
  const availability = availabilityOf(day, now, localTime);
  const body = Buffer.from(JSON.stringify(availability));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, etag, validUntil: availability.validUntil ?? NEVER };
};
