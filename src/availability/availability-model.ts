import {
  StreamFolds,
  type EventStore,
  type Follower,
  type Parked,
  type RecordedEvent,
} from '../event-sourcing/index.js';
import type { BusinessClock } from '../platform/clock/index.js';
import { instantAt, localTimeIn } from '../platform/zones/index.js';
import type { OpenDays } from '../projections/open-days/index.js';
import { isOpened, LeftOut, SERVICE_DAY_PREFIX, serviceDayKind, serviceDayStream } from '../orders/index.js';
import { planDay, STORE_PREFIX, storeKind, storeStream, type DayPlan } from '../stores/index.js';
import { DatesInDoubt } from './dates-in-doubt.js';
import { DaysOnDemand } from './days-on-demand.js';
import { availabilityOf } from './domain/day-availability.js';
import { SlotCalendar } from './domain/slot-calendar.js';
import { PreparedAnswers, preparedFrom, type PreparedAnswer } from './prepared-answers.js';
import { judgedAt, soldDayKind, type SoldDay } from './sold-day.js';

/** Undefined where there is no such store. */
type Answer = PreparedAnswer | undefined;

/**
 * What every store can still promise, in memory: a fold of the stores and their open days, and the answers made of it.
 * A day that is closed is forgotten, and read from the log when somebody asks for it.
 */
export class AvailabilityModel implements Follower {
  readonly name = 'availability';
  readonly prefixes = [STORE_PREFIX, SERVICE_DAY_PREFIX];
  private readonly leftOut = new LeftOut(this.name);
  private readonly stores;
  private readonly days;
  private readonly onDemand: DaysOnDemand<Answer>;
  private readonly inDoubt = new DatesInDoubt();
  private readonly prepared = new PreparedAnswers();
  private position: bigint | undefined;
  /** Where the log ended when this model began: from there on it knows what was promised before it started. */
  private headAtStart = 0n;
  private readonly calendars = new WeakMap<DayPlan, SlotCalendar>();

  constructor(
    private readonly store: EventStore,
    private readonly clock: BusinessClock,
    private readonly openDays: () => Promise<OpenDays>,
  ) {
    this.stores = new StreamFolds(storeKind, store, this.leftOut);
    this.days = new StreamFolds(soldDayKind, store, this.leftOut);
    this.onDemand = new DaysOnDemand(store, this.leftOut);
  }

  /** The first time, the open days are read; from then on the model knows where it is. */
  async begin(): Promise<bigint> {
    if (this.position !== undefined) return this.position;
    const { position, storeIds, streams } = await this.openDays();
    await this.stores.load(storeIds.map(storeStream));
    await this.days.load(streams);
    this.inDoubt.startAt(this.clock.now());
    for (const stream of streams) this.letGoIfClosed(stream);
    this.headAtStart = await this.store.head();
    this.position = position;
    return position;
  }

  /** Left out until this node is started anew and can fold it. */
  parked(): readonly Parked[] {
    return this.leftOut.all();
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
      if (event.stream.startsWith(STORE_PREFIX)) await this.hearOfStore(event);
      else await this.hearOfDay(event);
      this.position = event.position;
    }
  }

  /** The answer for a store and date as it is now: at once, unless the day must be read from the log. */
  answer(storeId: string, businessDate: string): Answer | Promise<Answer> {
    const stream = serviceDayStream(storeId, businessDate);
    const ready = this.prepared.at(stream, this.clock.now());
    if (ready !== undefined) return ready;
    const sold = this.days.get(stream);
    if (sold === undefined && this.isKnown(storeId) && this.inDoubt.has(stream)) {
      return this.onDemand.read(stream, (found, current) => {
        if (found === undefined && current) this.inDoubt.settle(stream);
        return this.prepare(stream, found ?? this.planned(storeId, businessDate), current);
      });
    }
    return this.prepare(stream, sold ?? this.planned(storeId, businessDate), true);
  }

  private async hearOfStore(event: RecordedEvent): Promise<void> {
    await this.stores.apply(event);
    const storeId = event.stream.slice(STORE_PREFIX.length);
    // The days that nobody has opened are sold as their store is.
    this.prepared.forgetAll(serviceDayStream(storeId, ''));
  }

  private async hearOfDay(event: RecordedEvent): Promise<void> {
    const { stream, revision } = event;
    // A late fact of a day that was let go is found in the log by whoever asks for that day.
    const isLate = revision > 0n && this.days.get(stream) === undefined && this.inDoubt.has(stream);
    if (!isLate) await this.days.apply(event);
    this.letGoIfClosed(stream);
    this.onDemand.overtake(stream);
    this.prepared.forget(stream);
    this.inDoubt.unsettle(stream);
  }

  private letGoIfClosed(stream: string): void {
    if (this.days.get(stream)?.day.closed !== true) return;
    this.days.forget(stream);
    this.inDoubt.closed(stream);
  }

  private isKnown(storeId: string): boolean {
    return this.stores.get(storeStream(storeId))?.details !== undefined;
  }

  private prepare(stream: string, sold: SoldDay | undefined, keep: boolean): Answer {
    if (sold === undefined || !isOpened(sold.day)) return undefined;
    const at = judgedAt(sold, this.clock.now());
    const known = availabilityOf(sold.day, at, this.calendarOf(sold.day.plan));
    const degraded = this.leftOut.of(isPlanned(sold) ? storeStream(sold.day.plan.storeId) : stream);
    const gaps = degraded.length === 0 ? {} : { degraded: true, why: degraded };
    const answer = preparedFrom({ ...known, ...gaps });
    return keep ? this.prepared.keep(stream, answer) : answer;
  }

  private calendarOf(plan: DayPlan): SlotCalendar {
    const known = this.calendars.get(plan);
    const calendar = known ?? new SlotCalendar(plan, instant => localTimeIn(plan.zone, instant));
    this.calendars.set(plan, calendar);
    return calendar;
  }

  /** A day that nobody has opened, as the store would sell it. */
  private planned(storeId: string, businessDate: string): SoldDay | undefined {
    const store = this.stores.get(storeStream(storeId));
    const plan = store && planDay(store, businessDate, instantAt);
    if (plan === undefined) return undefined;
    const { decider } = serviceDayKind;
    const day = decider.initial();
    const data = { ...plan, slots: [...plan.slots] };
    decider.evolve(day, { type: 'ServiceDayOpened', data }, { at: '', revision: day.revision });
    return { day, time: '' };
  }
}

/** True for a day that nobody has opened: no fact has given it a time. */
const isPlanned = ({ time }: SoldDay): boolean => time === '';
