import type { LogBatch, SubscribeOptions } from '../../src/event-sourcing/event-store.js';
import { waitFor } from '../equipment/wait-for.js';
import { WrappedStore } from './wrapped-stores.js';

/** Longest that a reader waits for the log to grow. */
const PATIENCE_MS = 60_000;

/** Counts the events a follower was given and has not handled. */
export class CountingStore extends WrappedStore {
  delivered = 0;

  override async *subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    for await (const batch of super.subscribe(options)) {
      this.delivered += batch.events.length;
      yield batch;
    }
  }
}

/** Switches the protection off: reads ahead as fast as it can, whether or not anybody takes it. */
export class GreedyStore extends CountingStore {
  override async *subscribe(options: SubscribeOptions): AsyncIterable<LogBatch> {
    const buffer: LogBatch[] = [];
    const reading = (async () => {
      for await (const batch of super.subscribe(options)) buffer.push(batch);
    })();
    while (!options.signal.aborted) {
      const batch = await waitFor(() => buffer.shift() ?? options.signal.aborted, {
        what: 'a batch',
        withinMs: PATIENCE_MS,
      });
      if (batch !== true) yield batch;
    }
    await reading;
  }
}
