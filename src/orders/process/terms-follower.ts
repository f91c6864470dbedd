import { Injectable, Logger } from '@nestjs/common';
import { StreamFolds, type Follower, type Parked, type RecordedEvent } from '../../event-sourcing/index.js';
import { STORE_PREFIX, storeKind, storeStream, type Store, type StoreEvent } from '../../stores/index.js';
import { placeOfStream, SERVICE_DAY_PREFIX, serviceDayKind } from '../service-day-streams.js';
import { TermsCarrier } from './carry-terms.js';
import { LeftOut } from './left-out.js';
import { ProcessSurroundings } from './process-surroundings.js';

/** Pause before a change that could not be carried into a day is tried again. */
const RETRY_MS = 1_000;

/**
 * Sees to it that every open day gets what its store is sold under: when the store changes, and when a day was opened
 * with what the store had been sold under before.
 */
@Injectable()
export class TermsFollower implements Follower {
  readonly name = 'terms';
  readonly prefixes = [STORE_PREFIX, SERVICE_DAY_PREFIX];
  private readonly logger = new Logger('Terms');
  private leftOut = new LeftOut(this.name);
  private stores: StreamFolds<Store, StoreEvent>;
  /** The open days of each store, with the revision of the store that each was sold under when last seen. */
  private days = new Map<string, Map<string, bigint>>();

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly carrier: TermsCarrier,
  ) {
    this.stores = new StreamFolds(storeKind, around.store, this.leftOut);
  }

  async begin(): Promise<bigint> {
    this.leftOut = new LeftOut(this.name);
    this.stores = new StreamFolds(storeKind, this.around.store, this.leftOut);
    this.days = new Map();
    const { position, storeIds, streams } = await this.around.listOpenDays();
    await this.stores.load(storeIds.map(storeStream));
    const folds = new StreamFolds(serviceDayKind, this.around.store, this.leftOut);
    await folds.load(streams);
    for (const [stream, { plan, closed }] of folds.entries()) {
      if (plan !== undefined && !closed) this.noteDay(stream, plan);
    }
    for (const storeId of storeIds) this.carryWhereOlder(storeId);
    return position;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      if (event.stream.startsWith(STORE_PREFIX)) await this.handleStore(event);
      else await this.handleDay(event);
    }
  }

  /** Left out until this manager begins anew and can fold it. */
  parked(): readonly Parked[] {
    return this.leftOut.all();
  }

  private async handleStore(event: RecordedEvent): Promise<void> {
    const store = await this.stores.apply(event);
    if (store?.details !== undefined) this.carryWhereOlder(store.details.storeId);
  }

  private async handleDay(recorded: RecordedEvent): Promise<void> {
    if (!this.leftOut.passes(recorded)) return;
    try {
      this.noteFact(recorded);
    } catch (cause) {
      await this.leftOut.stumbled(recorded, cause);
    }
  }

  private noteFact(recorded: RecordedEvent): void {
    const { stream } = recorded;
    const { storeId } = placeOfStream(stream);
    const { type, data } = serviceDayKind.eventTypes.recognise(recorded);
    if (type === 'ServiceDayOpened' || type === 'ServiceDayTermsChanged') {
      this.noteDay(stream, data);
      // Also what was carried in may be older than the store by now: two changes can overtake each other.
      this.carryWhereOlder(storeId, [stream]);
    }
    if (type === 'ServiceDayClosed') this.days.get(storeId)?.delete(stream);
  }

  private noteDay(stream: string, { storeRevision }: { readonly storeRevision: string }): void {
    const { storeId } = placeOfStream(stream);
    const days = this.days.get(storeId) ?? new Map<string, bigint>();
    this.days.set(storeId, days.set(stream, BigInt(storeRevision)));
  }

  /** Carries the store into those of its days, or of these, that were sold under an older revision of it. */
  private carryWhereOlder(storeId: string, streams?: readonly string[]): void {
    const store = this.stores.get(storeStream(storeId));
    const days = this.days.get(storeId);
    if (store === undefined || days === undefined) return;
    for (const stream of streams ?? days.keys()) {
      const revision = days.get(stream);
      if (revision !== undefined && revision < store.revision) void this.carry(stream, store);
    }
  }

  private async carry(stream: string, store: Store): Promise<void> {
    try {
      await this.around.activity.during(() => this.carrier.carryInto(stream, { ...store }));
    } catch (cause) {
      this.logger.warn({ err: cause, stream }, 'a change of a store could not be carried into a day yet');
      const { storeId } = placeOfStream(stream);
      this.around.network.after(RETRY_MS, () => this.carryWhereOlder(storeId, [stream]));
    }
  }
}
