import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import type { Demand, RefusedHold } from '../../orders/index.js';
import { CLOCK, NETWORK_TIME, type BusinessClock, type NetworkTime } from '../../platform/clock/index.js';
import { Metrics } from '../../platform/telemetry/index.js';
import { DemandSample, type Kept, type Sample } from './demand-sample.js';
import { DemandRow } from './demand.entities.js';

/** Refusals are written so long after the first of them came: together, and off the path of any request. */
const WRITE_AFTER_MS = 1_000;

/** Keeps refused demand as rows. What it cannot keep it counts. */
@Injectable()
export class RefusedDemand implements Demand, BeforeApplicationShutdown {
  private readonly logger = new Logger('RefusedDemand');
  private readonly sample = new DemandSample();
  private readonly noted;
  private readonly dropped;
  private cancelWriting: (() => void) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: BusinessClock,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    { registry }: Metrics,
  ) {
    this.noted = new Counter({
      name: 'rushline_demand_refused_total',
      help: 'Valid holds refused for want of room or time',
      labelNames: ['limit'],
      registers: [registry],
    });
    this.dropped = new Counter({
      name: 'rushline_demand_dropped_total',
      help: 'Refused holds that are in no row of demand and stand behind none',
      registers: [registry],
    });
  }

  note(refused: RefusedHold): void {
    this.noted.inc({ limit: refused.limit });
    if (!this.sample.note(refused, this.clock.now())) this.dropped.inc();
    this.writeSoon();
  }

  /** Writes what there is. Resolves when it is written, or kept for the next time. */
  async write(): Promise<void> {
    this.cancelWriting?.();
    this.cancelWriting = undefined;
    this.writing = this.writing.then(() => this.writeSample());
    await this.writing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
    this.cancelWriting?.();
  }

  private writeSoon(): void {
    this.cancelWriting ??= this.network.after(WRITE_AFTER_MS, () => void this.write());
  }

  private async writeSample(): Promise<void> {
    if (this.sample.isEmpty) return;
    const sample = this.sample.take();
    try {
      await this.database.transaction(manager => writeTo(manager, sample));
    } catch (cause) {
      this.logger.warn({ err: cause }, 'refused demand could not be written yet');
      this.dropped.inc(this.sample.putBack(sample));
      this.writeSoon();
    }
  }
}

const writeTo = async (manager: EntityManager, { kept, dropped }: Sample): Promise<void> => {
  if (kept.length > 0) {
    await manager.createQueryBuilder().insert().into(DemandRow).values(kept.map(rowOf)).orIgnore().execute();
  }
  for (const [day, count] of dropped) {
    await manager.query(
      `insert into demand_dropped (store_id, business_date, dropped) values ($1, $2, $3)
       on conflict (store_id, business_date) do update set dropped = demand_dropped.dropped + excluded.dropped`,
      [...day.split(' '), count],
    );
  }
};

const rowOf = ({ request, storeId, businessDate, slot, load, limit, weight, at }: Kept): DemandRow => ({
  request,
  storeId,
  businessDate,
  slot: new Date(slot),
  bindingLimit: limit,
  items: load.items,
  amount: load.amount.toString(),
  prepSeconds: load.prepSeconds,
  weight,
  at: new Date(at),
});
