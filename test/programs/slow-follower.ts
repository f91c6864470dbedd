import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { Subscription, type Follower } from '../../src/event-sourcing/index.js';
import { PostgresEventStore } from '../../src/event-sourcing/postgres/postgres-event-store.js';
import { systemTime } from '../../src/platform/clock/index.js';
import { createPool } from '../../src/platform/postgres/index.js';
import { slowWork } from '../equipment/slow-work.js';
import { CountingStore, GreedyStore } from '../event-sourcing/reading-ahead.js';

/*
 * Follows the log and takes its time with every event, until its input is closed: then it hurries. It tells, a JSON
 * object a line, what it was given, what it has handled, and how much memory it takes. With the argument `greedy` the
 * log is read ahead of it.
 */
const PER_EVENT_MS = 100;
/** Every so many events it tells; collecting garbage takes time of its own. */
const REPORTED_EACH = 5n;
const SAFETY_POLL_MS = 2_000;
const [how] = process.argv.slice(2);

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
const tell = (told: object): void => void process.stdout.write(`${JSON.stringify(told)}\n`);

let hurries = false;
process.stdin.on('end', () => (hurries = true)).resume();

const url = process.env.DATABASE_URL ?? '';
const trouble = (cause: Error): void => tell({ trouble: cause.message });
const pool = createPool(url, trouble);
const postgres = await PostgresEventStore.open(pool, systemTime, {
  listenUrl: url,
  safetyPollMs: SAFETY_POLL_MS,
  onTrouble: trouble,
});
const store = how === 'greedy' ? new GreedyStore(postgres) : new CountingStore(postgres);

class Slow implements Follower {
  readonly name = 'slow';
  readonly prefixes = [''];
  private handled = 0n;
  private outOfTurn = 0;

  async begin(): Promise<bigint> {
    return this.handled;
  }

  /** The log holds one stream, so positions and revisions count alike. */
  async handle(events: readonly RecordedEvent[]): Promise<void> {
    for (const { position, revision } of events) {
      if (!hurries) await slowWork(PER_EVENT_MS);
      if (revision !== this.handled || position !== this.handled + 1n) this.outOfTurn += 1;
      this.handled = position;
      if (!hurries && position % REPORTED_EACH === 0n) this.report();
    }
    if (hurries) this.report();
  }

  report(): void {
    collectGarbage();
    const { handled, outOfTurn } = this;
    const { rss } = process.memoryUsage();
    tell({ handled: Number(handled), outOfTurn, given: store.delivered, rssBytes: rss });
  }
}

const slow = new Slow();
slow.report();
const onTrouble = (_: string, cause: unknown): void => trouble(cause as Error);
const subscription = new Subscription(slow, { store, network: systemTime, random: Math.random, onTrouble });
subscription.start();
process.on('SIGTERM', () => process.exit(0));
