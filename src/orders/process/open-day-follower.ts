import {
  ParkedKeys,
  StreamFolds,
  Turns,
  type Follower,
  type Parked,
  type RecordedEvent,
  type RetryOutcome,
  type Sieve,
} from '../../event-sourcing/index.js';
import type { OrderEvent } from '../domain/order.events.js';
import { isOpened, type OpenedDay } from '../domain/opening.js';
import type { Order, ServiceDay } from '../domain/service-day.js';
import { SERVICE_DAY_PREFIX, serviceDayKind } from '../service-day-streams.js';
import type { OpenDayLog } from './open-day-log.js';
import { parkingKeyOf, type ParkedOrders } from './parked-orders.js';

/** The fact that a day exists at all: what is wrong with the day itself is parked with it. */
const OPENING = 0n;

type ReadableDays = Pick<OpenDayLog, 'store' | 'listOpenDays'> & {
  readonly parkedOrders: Pick<ParkedOrders, 'lot' | 'escalate'>;
};

/**
 * A process manager over service days: its memory is a fold of the open ones, made anew whenever it starts. An order it
 * cannot go on with is parked and handed to a person: it vanishes from its sight, and all other orders go on.
 */
export abstract class OpenDayFollower implements Follower, Sieve {
  abstract readonly name: string;
  readonly prefixes = [SERVICE_DAY_PREFIX];
  private readonly inTurn = new Turns();
  private days: StreamFolds<ServiceDay, OrderEvent>;
  private waiting: ParkedKeys | undefined;
  /** Days whose state was made anew meanwhile: everything in them has to be derived again. */
  private readonly renewed = new Set<string>();

  constructor(private readonly log: ReadableDays) {
    this.days = new StreamFolds(serviceDayKind, log.store, this);
  }

  begin(): Promise<bigint> {
    return this.inTurn.take(async () => {
      this.days = new StreamFolds(serviceDayKind, this.log.store, this);
      await this.keys.load();
      // A crash may have come between the parking of an order and its escalation.
      for (const parked of this.parked()) this.tell(parked);
      const { position, streams } = await this.log.listOpenDays();
      await this.days.load(streams);
      this.renewed.clear();
      for (const stream of [...this.days.entries()].map(([name]) => name)) await this.deriveAll(stream);
      return position;
    });
  }

  handle(events: readonly RecordedEvent[]): Promise<void> {
    return this.inTurn.take(async () => {
      for (const recorded of events) {
        const unfinished = this.fold(recorded);
        if (unfinished !== undefined) await unfinished;
      }
    });
  }

  parked(): readonly Parked[] {
    return this.keys.all();
  }

  /** Folds the day once more, this time with what was parked: where it goes well now, the order is in sight again. */
  retry(key: string): Promise<RetryOutcome> {
    return this.inTurn.take(async () => {
      const parked = this.keys.get(key);
      if (parked === undefined) return { kind: 'not-parked' };
      await this.keys.unpark(key);
      await this.days.reread(parked.stream);
      await this.deriveAll(parked.stream);
      const again = this.keys.get(key);
      return again === undefined ? { kind: 'unparked' } : { kind: 'still-parked', error: again.error };
    });
  }

  /** A parked order is left out altogether; of facts that belong to no order, those from the parked one on. */
  passes(recorded: RecordedEvent): boolean {
    const parked = this.keys.get(parkingKeyOf(recorded));
    return parked === undefined || (parked.key === parked.stream && recorded.revision < parked.revision);
  }

  async stumbled(recorded: RecordedEvent, cause: unknown): Promise<void> {
    await this.park(recorded, cause);
    this.renewed.add(recorded.stream);
  }

  protected dayOf(stream: string): OpenedDay | undefined {
    const day = this.days.get(stream);
    return day !== undefined && isOpened(day) ? day : undefined;
  }

  /** Derives what is to be done for an order as it stands: when it is found at the start, and whenever it changed. */
  protected derive(_stream: string, _day: OpenedDay, _order: Order): void {
    // Whoever follows no orders has nothing to derive.
  }

  /** Derives what is to be done for the day itself, at the start and after each fact that belongs to no order. */
  protected deriveDay(_stream: string, _day: OpenedDay): void {
    // Whoever follows orders only has nothing to derive.
  }

  /** Told every new event once it is folded, in order. */
  protected hear(_day: OpenedDay, _event: OrderEvent): void {
    // Most derive what they do from what is, not from what happened.
  }

  /** An order has been parked. It needs a person, since nothing more is done for it here. */
  protected orderParked(orderId: string, error: string): void {
    void this.log.parkedOrders.escalate(orderId, this.name, error);
  }

  private get keys(): ParkedKeys {
    return (this.waiting ??= new ParkedKeys(this.name, this.log.parkedOrders.lot));
  }

  /** Folds an event and derives what follows from it; a promise only where something has to be waited for. */
  private fold(recorded: RecordedEvent): Promise<void> | undefined {
    const { stream, revision } = recorded;
    const missing = revision > this.days.revisionOf(stream) + 1n;
    const day = this.days.apply(recorded);
    if (day instanceof Promise) return day.then(state => this.deriveAnew(recorded, state, missing));
    if (this.renewed.has(stream) || isOfDay(recorded)) return this.deriveAnew(recorded, day, missing);
    return this.deriveFrom(recorded, day);
  }

  /** Where the day itself may have changed, everything in it is derived again. */
  private async deriveAnew(
    recorded: RecordedEvent,
    day: ServiceDay | undefined,
    missing: boolean,
  ): Promise<void> {
    const { stream } = recorded;
    const anew = this.renewed.delete(stream) || missing;
    if (!anew) await this.deriveFrom(recorded, day);
    if (anew || (day !== undefined && isOfDay(recorded))) await this.deriveAll(stream);
    this.letGoIfClosed(stream);
  }

  /** A late fact of a closed day is rare, and the day is read anew for it. */
  private letGoIfClosed(stream: string): void {
    if (this.days.get(stream)?.closed === true) this.days.forget(stream);
  }

  private deriveFrom(recorded: RecordedEvent, day: ServiceDay | undefined): Promise<void> | undefined {
    if (day === undefined || !isOpened(day)) return undefined;
    try {
      this.hear(day, serviceDayKind.eventTypes.recognise(recorded));
      const order = day.orders.get(parkingKeyOf(recorded));
      if (order !== undefined) this.derive(recorded.stream, day, order);
    } catch (cause) {
      return this.parkAndForget(recorded, cause);
    }
    return undefined;
  }

  private async deriveAll(stream: string): Promise<void> {
    const day = this.dayOf(stream);
    if (day === undefined) return;
    await this.orPark(stream, OPENING, () => this.deriveDay(stream, day));
    for (const order of [...day.orders.values()]) {
      await this.orPark(stream, order.revision, () => this.derive(stream, day, order));
    }
  }

  private async orPark(stream: string, revision: bigint, derive: () => void): Promise<void> {
    try {
      derive();
    } catch (cause) {
      for await (const recorded of this.log.store.readStream(stream, { from: revision, limit: 1 })) {
        await this.parkAndForget(recorded, cause);
      }
    }
  }

  /** Deriving is free of chance: what fails once fails always, and is not tried again before it is parked. */
  private async parkAndForget(recorded: RecordedEvent, cause: unknown): Promise<void> {
    await this.park(recorded, cause);
    await this.days.reread(recorded.stream);
  }

  private async park(recorded: RecordedEvent, cause: unknown): Promise<void> {
    this.tell(await this.keys.park(parkingKeyOf(recorded), recorded, cause));
  }

  private tell({ key, stream, error }: Parked): void {
    if (key !== stream) this.orderParked(key, error);
  }
}

/** True of a fact that belongs to no order. */
const isOfDay = (recorded: RecordedEvent): boolean => parkingKeyOf(recorded) === recorded.stream;
