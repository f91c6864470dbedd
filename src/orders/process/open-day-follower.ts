import {
  StreamFolds,
  type EventStore,
  type Follower,
  type RecordedEvent,
} from '../../event-sourcing/index.js';
import type { OrderEvent } from '../domain/order.events.js';
import { isOpened, type OpenedDay } from '../domain/opening.js';
import { SERVICE_DAY_PREFIX, serviceDayKind } from '../service-day-streams.js';

/** The open service days and the position up to which that list is complete. */
export interface OpenDayList {
  readonly position: bigint;
  readonly storeIds: readonly string[];
  readonly streams: readonly string[];
}

/** The open days of one store, or of all. */
export type ListOpenDays = (storeId?: string) => Promise<OpenDayList>;
export const LIST_OPEN_DAYS = Symbol('ListOpenDays');

/** A process manager over service days: its memory is a fold of the open ones, made anew whenever it starts. */
export abstract class OpenDayFollower implements Follower {
  abstract readonly name: string;
  readonly prefixes = [SERVICE_DAY_PREFIX];
  private days: StreamFolds<Parameters<typeof isOpened>[0], OrderEvent>;

  constructor(private readonly log: { readonly store: EventStore; readonly listOpenDays: ListOpenDays }) {
    this.days = new StreamFolds(serviceDayKind, log.store);
  }

  async begin(): Promise<bigint> {
    this.days = new StreamFolds(serviceDayKind, this.log.store);
    const { position, streams } = await this.log.listOpenDays();
    await this.days.load(streams);
    for (const [stream, day] of this.days.entries()) if (isOpened(day)) this.resume(stream, day);
    return position;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const recorded of events) {
      const day = await this.days.apply(recorded);
      if (day !== undefined && isOpened(day)) {
        this.react(recorded.stream, day, serviceDayKind.eventTypes.recognise(recorded));
      }
    }
  }

  protected dayOf(stream: string): OpenedDay | undefined {
    const day = this.days.get(stream);
    return day !== undefined && isOpened(day) ? day : undefined;
  }

  /** Derives what is to be done from a day found at the start. */
  protected abstract resume(stream: string, day: OpenedDay): void;
  /** Derives what is to be done after an event. */
  protected abstract react(stream: string, day: OpenedDay, event: OrderEvent): void;
}
