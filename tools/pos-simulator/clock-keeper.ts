import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import {
  epochMsOf,
  ScaledClock,
  type ClockSegment,
  type Instant,
  type NetworkTime,
} from '../../src/platform/clock/index.js';
import { CannotStart, causeOf, systemCodeOf } from './cannot-start.js';

/** The last instant of the form all instants have; beyond it they would no longer compare as strings. */
const LAST_EPOCH_MS = epochMsOf('9999-12-31T23:59:59.999Z');
const SPEED_MAX = 1_000_000;

const epochMs = z.int().min(0).max(LAST_EPOCH_MS);

export const clockSegmentSchema = z.strictObject({
  number: z.int().min(1),
  realEpochMs: epochMs,
  virtualEpochMs: epochMs,
  speed: z.number().positive().max(SPEED_MAX),
});

/** What became of a segment the clock was told: taken, known already, or refused and why. */
export type SegmentOutcome =
  { readonly outcome: 'adopted' | 'known' } | { readonly outcome: 'refused'; readonly why: string };

export interface ClockUse {
  /** The segment given at the start, if any. */
  readonly told?: ClockSegment | undefined;
  /** The latest instant in the ledger: a segment given at the start must not show an earlier one. */
  readonly notBefore?: Instant | undefined;
  readonly network: NetworkTime;
}

/** The business clock, with its newest segment kept on disk so that a restart goes on where it was. */
export class ClockKeeper {
  private constructor(
    readonly clock: ScaledClock,
    private readonly path: string,
    private readonly network: NetworkTime,
  ) {}

  /** Goes on with the stored segment. A clock that never ran may start anywhere, also before real time. */
  static open(path: string, { told, notBefore, network }: ClockUse): ClockKeeper {
    const stored = readSegment(path);
    const first = stored ?? told ?? realTime(network);
    const keeper = new ClockKeeper(new ScaledClock(first, network), path, network);
    if (told === undefined) return keeper;
    const outcome = stored === undefined ? keeper.begin(told, notBefore) : keeper.resume(told);
    if (outcome.outcome === 'refused') throw new CannotStart(`--clock is refused: ${outcome.why}`);
    return keeper;
  }

  adopt(segment: ClockSegment): SegmentOutcome {
    const current = this.clock.segment;
    if (segment.number < current.number) {
      return refused(`segment ${segment.number} is older than segment ${current.number}, which is in force`);
    }
    if (segment.number === current.number) return this.compare(segment, current);
    if (!this.isTellable(segment)) return untellable(segment);
    try {
      this.clock.adopt(segment);
    } catch (error) {
      if (error instanceof RangeError) return refused(`segment ${segment.number} would turn the clock back`);
      throw error;
    }
    store(this.path, segment);
    return { outcome: 'adopted' };
  }

  private begin(told: ClockSegment, notBefore: Instant | undefined): SegmentOutcome {
    if (!this.isTellable(told)) return untellable(told);
    if (notBefore !== undefined && shownBy(told, this.network) < epochMsOf(notBefore)) {
      return refused(`segment ${told.number} would turn the clock back: the ledger ends at ${notBefore}`);
    }
    store(this.path, told);
    return { outcome: 'adopted' };
  }

  /** A start script tells its first segment every time; one that was followed by newer ones is no news. */
  private resume(told: ClockSegment): SegmentOutcome {
    return told.number < this.clock.segment.number ? { outcome: 'known' } : this.adopt(told);
  }

  private compare(segment: ClockSegment, current: ClockSegment): SegmentOutcome {
    const same =
      segment.realEpochMs === current.realEpochMs &&
      segment.virtualEpochMs === current.virtualEpochMs &&
      segment.speed === current.speed;
    return same
      ? { outcome: 'known' }
      : refused(`segment ${segment.number} is already in force with other content`);
  }

  private isTellable(segment: ClockSegment): boolean {
    const shown = shownBy(segment, this.network);
    return shown >= 0 && shown <= LAST_EPOCH_MS;
  }
}

const refused = (why: string): SegmentOutcome => ({ outcome: 'refused', why });

const untellable = ({ number }: ClockSegment): SegmentOutcome =>
  refused(`segment ${number} does not show an instant between 1970 and 9999`);

const shownBy = ({ realEpochMs, virtualEpochMs, speed }: ClockSegment, network: NetworkTime): number =>
  virtualEpochMs + (network.utcMs() - realEpochMs) * speed;

/** Segment 0 is life itself: in force until the first segment is told, and never stored. */
const realTime = (network: NetworkTime): ClockSegment => {
  const now = network.utcMs();
  return { number: 0, realEpochMs: now, virtualEpochMs: now, speed: 1 };
};

const readSegment = (path: string): ClockSegment | undefined => {
  try {
    return clockSegmentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    const cause = causeOf(error).replaceAll(/\s+/g, ' ');
    throw new CannotStart(
      `${path} cannot be read (${cause}); delete it to start on real time, or give --clock`,
    );
  }
};

/** Written beside and renamed, so that a crash leaves the old segment or the new one, never half of one. */
const store = (path: string, segment: ClockSegment): void => {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w');
  try {
    writeFileSync(file, `${JSON.stringify(segment)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
};
