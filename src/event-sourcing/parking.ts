import type { NetworkTime } from '../platform/clock/index.js';
import type { RecordedEvent } from './event-store.js';

/** One event a consumer could not handle. What follows of its key waits behind it; all other keys flow. */
export interface Parked {
  readonly consumer: string;
  /** What waits together: a stream, or an order. */
  readonly key: string;
  readonly stream: string;
  /** From here on the key waits. */
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly error: string;
  /** How often it has been parked: once, and once more for every retry in vain. */
  readonly attempts: number;
}

/** Where parked keys are kept: whoever starts anew finds them again. */
export interface ParkingLot {
  /** Everything a consumer has parked. */
  of(consumer: string): Promise<readonly Parked[]>;
  /** Resolves once it is durable. A key that is parked already takes its new place and reason. */
  park(parked: Parked): Promise<void>;
  unpark(consumer: string, key: string): Promise<void>;
}

export const PARKING_LOT = Symbol('ParkingLot');

/** Most keys a consumer may have parked. With more, it is the consumer that is broken, not its events. */
export const PARKED_KEYS_MAX = 100;

/** A consumer has parked as much as it may: it stops where it is until somebody has looked. */
export class TooMuchParked extends Error {
  override readonly name = 'TooMuchParked';

  constructor(consumer: string) {
    super(
      `${consumer} has parked ${PARKED_KEYS_MAX} keys and goes no further: see GET /ops/parked, mend the cause, retry them`,
    );
  }
}

/** What became of a retry. */
export type RetryOutcome =
  | { readonly kind: 'unparked' }
  | { readonly kind: 'still-parked'; readonly error: string }
  | { readonly kind: 'not-parked' };

/** The keys one consumer has parked: in memory to be asked for every event, and in the lot to last. */
export class ParkedKeys {
  private byKey = new Map<string, Parked>();
  /** What was taken out last: parked again, it was parked once more. */
  private released: Parked | undefined;

  constructor(
    private readonly consumer: string,
    private readonly lot: ParkingLot,
  ) {}

  async load(): Promise<void> {
    const parked = await this.lot.of(this.consumer);
    this.byKey = new Map(parked.map(each => [each.key, each]));
  }

  get(key: string): Parked | undefined {
    return this.byKey.get(key);
  }

  all(): readonly Parked[] {
    return [...this.byKey.values()];
  }

  /** Parks a key behind this event. `write` is what makes it durable where that is more than a row. */
  async park(
    key: string,
    recorded: RecordedEvent,
    cause: unknown,
    write = (parked: Parked) => this.lot.park(parked),
  ): Promise<Parked> {
    if (!this.byKey.has(key) && this.byKey.size >= PARKED_KEYS_MAX) throw new TooMuchParked(this.consumer);
    const { stream, revision, position, type } = recorded;
    const { consumer } = this;
    const attempts = this.attemptsOf(key) + 1;
    const parked = { consumer, key, stream, revision, position, type, attempts, error: messageOf(cause) };
    await write(parked);
    this.byKey.set(key, parked);
    return parked;
  }

  async unpark(key: string, write = () => this.lot.unpark(this.consumer, key)): Promise<void> {
    await write();
    this.released = this.byKey.get(key);
    this.byKey.delete(key);
  }

  private attemptsOf(key: string): number {
    const last = this.byKey.get(key) ?? (this.released?.key === key ? this.released : undefined);
    return last?.attempts ?? 0;
  }
}

export const messageOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replaceAll('\0', '')
    .slice(0, ERROR_CHARACTERS_MAX);

const ERROR_CHARACTERS_MAX = 1_000;

/** How often one event is tried before it is parked, and the first pause between tries; each further one is twice as long. */
const TRIES_BEFORE_PARKING = 4;
const FIRST_RETRY_MS = 50;

/** Tries `work` a bounded number of times, but only once where the fault is `passing`. Throws what the last try threw. */
export const persistently = async (
  network: NetworkTime,
  work: () => Promise<void>,
  passing: (cause: unknown) => boolean,
): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (cause) {
      if (passing(cause) || tries === TRIES_BEFORE_PARKING) throw cause;
      await network.sleep(FIRST_RETRY_MS * 2 ** (tries - 1));
    }
  }
};
