import { Injectable, Logger } from '@nestjs/common';
import { StreamFold } from '../../event-sourcing/index.js';
import { OrderKeys } from '../../platform/sealing/index.js';
import { isConfirmed, type ServiceDay } from '../domain/service-day.js';
import { placeOfOrder } from '../order-id.js';
import { serviceDayKind, serviceDayStream } from '../service-day-streams.js';
import { ProcessSurroundings } from './process-surroundings.js';

/** A key whose order was not confirmed within this real time of its minting is not needed. */
const UNUSED_AFTER_HOURS = 24;
const SWEEP_EVERY_MS = 3_600_000;
/** Keys judged in one go. */
const KEYS_AT_ONCE = 500;

/** Destroys keys that were minted for orders which never came. What the log says decides, not a read model. */
@Injectable()
export class KeySweep {
  private readonly logger = new Logger('KeySweep');
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly around: ProcessSurroundings,
    private readonly keys: OrderKeys,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    this.running = this.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(signal: AbortSignal): Promise<void> {
    await this.around.network.sleep(SWEEP_EVERY_MS, signal);
    while (!signal.aborted) {
      try {
        await this.around.activity.during(() => this.sweep());
      } catch (cause) {
        this.logger.warn({ err: cause }, 'keys that are not needed could not be swept');
      }
      await this.around.network.sleep(SWEEP_EVERY_MS, signal);
    }
  }

  /** Judges every key that is old enough. Resolves how many were swept. */
  async sweep(): Promise<number> {
    let swept = 0;
    for (;;) {
      const unjudged = await this.keys.unjudged(UNUSED_AFTER_HOURS, KEYS_AT_ONCE);
      const days = new Map<string, ServiceDay>();
      for (const orderId of unjudged) {
        const needed = isConfirmed((await this.dayOf(orderId, days))?.orders.get(orderId));
        if (needed) await this.keys.keep(orderId);
        else swept += await this.keys.sweep(orderId, UNUSED_AFTER_HOURS);
      }
      if (unjudged.length < KEYS_AT_ONCE) return swept;
    }
  }

  /** The day of an order, read from the log once for all keys of one go. */
  private async dayOf(orderId: string, days: Map<string, ServiceDay>): Promise<ServiceDay | undefined> {
    const place = placeOfOrder(orderId);
    if (place === undefined) return undefined;
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const known = days.get(stream);
    if (known !== undefined) return known;
    const fold = new StreamFold(stream, serviceDayKind, this.around);
    await fold.readDelta();
    days.set(stream, fold.state);
    return fold.state;
  }
}
