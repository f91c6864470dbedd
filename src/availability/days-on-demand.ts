import PQueue from 'p-queue';
import { StreamFolds, type EventStore, type Sieve } from '../event-sourcing/index.js';
import { Problem } from '../platform/problem/index.js';
import { soldDayKind, type SoldDay } from './sold-day.js';

/** Days read at once: on the connections that appends use as well. */
const READS_AT_ONCE = 4;
/** Days that may wait to be read; whoever comes then is sent away. */
const READS_WAITING_MAX = 500;

interface Reading<Answer> {
  readonly answer: Promise<Answer>;
  /** True once something has happened on the day since the reading began. */
  overtaken: boolean;
}

/** Days that nobody keeps in memory, read from the log when somebody asks; those who ask together are answered together. */
export class DaysOnDemand<Answer> {
  private readonly readings = new Map<string, Reading<Answer>>();
  private readonly turns = new PQueue({ concurrency: READS_AT_ONCE });

  constructor(
    private readonly store: EventStore,
    private readonly sieve: Sieve,
  ) {}

  /**
   * Reads a day and answers what `answered` makes of it, which is told `current: false` where the day has gone on
   * meanwhile: then the answer is true of the past and must not be kept.
   */
  read(stream: string, answered: (sold: SoldDay | undefined, current: boolean) => Answer): Promise<Answer> {
    const underWay = this.readings.get(stream);
    if (underWay !== undefined) return underWay.answer;
    if (this.turns.size >= READS_WAITING_MAX) throw tooMany();
    const reading: Reading<Answer> = {
      overtaken: false,
      answer: this.turns.add(async () => {
        try {
          const sold = await this.fold(stream);
          return answered(sold, !reading.overtaken);
        } finally {
          if (!reading.overtaken) this.readings.delete(stream);
        }
      }),
    };
    this.readings.set(stream, reading);
    return reading.answer;
  }

  /** Something has happened on a day: whoever asks from now on is not answered from what was read before. */
  overtake(stream: string): void {
    const reading = this.readings.get(stream);
    if (reading !== undefined) reading.overtaken = true;
    this.readings.delete(stream);
  }

  private async fold(stream: string): Promise<SoldDay | undefined> {
    const folds = new StreamFolds(soldDayKind, this.store, this.sieve);
    await folds.load([stream]);
    return folds.get(stream);
  }
}

const tooMany = (): Problem =>
  new Problem(503, 'BUSY', {
    title: `More than ${READS_WAITING_MAX} past days wait to be read.`,
    todo: 'Ask again in a moment, for fewer days that are over.',
  });
