import { install, type Pool } from '../postgres/index.js';
import { epochMsOf, instantOf, ScaledClock, type ClockSegment, type NetworkTime } from '../clock/index.js';

interface SegmentRow {
  readonly number: number;
  readonly real_epoch_ms: string;
  readonly virtual_epoch_ms: string;
  readonly speed: number;
}

const SEGMENTS_TABLE = `
  create table if not exists clock_segment (
    number           int              primary key,
    real_epoch_ms    bigint           not null,
    virtual_epoch_ms bigint           not null,
    speed            double precision not null
  )`;

/** An order id carries its date as days since 1970 in 16 bits: a clock beyond that could not be sold under. */
const LAST_EPOCH_MS = Date.parse('2149-06-06T00:00:00.000Z');

/** A segment that contradicts the one stored under its number, skips a number, or shows an impossible instant. */
export class ClockSegmentRefused extends Error {
  override readonly name = 'ClockSegmentRefused';
}

/** The business clock as kept with the data: every restart and every node of one database shows the same time. */
export class StoredClock extends ScaledClock {
  private constructor(
    segment: ClockSegment,
    network: NetworkTime,
    private readonly pool: Pool,
  ) {
    super(segment, network);
  }

  /** Opens the stored clock; where there is none yet, it begins at `start` (default: now) with `speed`. */
  static async open(
    pool: Pool,
    network: NetworkTime,
    { speed, start }: { readonly speed: number; readonly start: string | undefined },
  ): Promise<StoredClock> {
    await install(pool, SEGMENTS_TABLE);
    const realEpochMs = network.utcMs();
    const virtualEpochMs = start === undefined ? realEpochMs : epochMsOf(start);
    await storeSegment(pool, { number: 1, realEpochMs, virtualEpochMs, speed });
    return new StoredClock(await newestSegment(pool), network, pool);
  }

  /** True when it has never been started elsewhere, sped up or moved. */
  get isRealTime(): boolean {
    const { realEpochMs, virtualEpochMs, speed } = this.segment;
    return speed === 1 && virtualEpochMs === realEpochMs;
  }

  /** Stores and adopts the next segment. Told the newest again, it changes nothing. Throws ClockSegmentRefused. */
  async steer(next: ClockSegment): Promise<void> {
    const newest = await newestSegment(this.pool);
    this.adopt(newest);
    if (next.number === newest.number + 1) await this.advance(next);
    const stored = await newestSegment(this.pool);
    if (!isSame(stored, next)) {
      throw new ClockSegmentRefused(`the clock is at segment ${stored.number}: ${JSON.stringify(stored)}`);
    }
    this.adopt(stored);
  }

  private async advance(next: ClockSegment): Promise<void> {
    const would = next.virtualEpochMs + (this.network.utcMs() - next.realEpochMs) * next.speed;
    if (would > LAST_EPOCH_MS) {
      throw new ClockSegmentRefused(`no order can be dated beyond ${instantOf(LAST_EPOCH_MS)}`);
    }
    if (would < this.nowMs()) {
      throw new ClockSegmentRefused(`the business clock shows ${this.now()} and does not go back`);
    }
    await storeSegment(this.pool, next);
  }
}

const isSame = (a: ClockSegment, b: ClockSegment): boolean =>
  a.number === b.number &&
  a.realEpochMs === b.realEpochMs &&
  a.virtualEpochMs === b.virtualEpochMs &&
  a.speed === b.speed;

const storeSegment = (pool: Pool, { number, realEpochMs, virtualEpochMs, speed }: ClockSegment) =>
  pool.query('insert into clock_segment values ($1, $2, $3, $4) on conflict do nothing', [
    number,
    Math.round(realEpochMs),
    Math.round(virtualEpochMs),
    speed,
  ]);

const newestSegment = async (pool: Pool): Promise<ClockSegment> => {
  const { rows } = await pool.query<SegmentRow>('select * from clock_segment order by number desc limit 1');
  const row = rows[0];
  if (row === undefined) throw new Error('the business clock has no segment');
  return {
    number: row.number,
    realEpochMs: Number(row.real_epoch_ms),
    virtualEpochMs: Number(row.virtual_epoch_ms),
    speed: row.speed,
  };
};
