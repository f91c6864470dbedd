import { z } from 'zod';
import { epochMsOf, instantOf, type Instant } from '../../platform/clock/index.js';
import type { FeedMark } from '../cursors/index.js';
import type { PosCapabilities } from '../domain/pos-capabilities.js';
import type { FeedStart } from '../pos-port.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How far behind the watermark a feed is read again, at least and at most; what is later still is found by the sweep. */
export const OVERLAP_MIN_MS = 5 * MINUTE_MS;
export const OVERLAP_MAX_MS = 6 * HOUR_MS;
/** How far before the first delivery that matters a lost reading begins: beyond any difference of clocks worth running with. */
const SAFE_MARGIN_MS = HOUR_MS;
/** So far behind what matters, a watermark is of another day whatever the clocks say, and is not read on from. */
const OLD_MS = 24 * HOUR_MS;
/** How finely a POS tells its time. */
const TICK_MS = 1;

/** An item of a feed: when the POS says it happened, and whether the log had not heard of it. */
export interface Heard {
  readonly at: string;
  readonly isNews: boolean;
}

const posInstant = z.iso.datetime({ offset: true });

/** An instant as a POS tells it; undefined where it is none, which moves no watermark. */
const posMsOf = (at: string): number | undefined => {
  const { success, data } = posInstant.safeParse(at);
  return success ? epochMsOf(data) : undefined;
};

export const overlapMsOf = ({ worstLatenessMs }: FeedMark): number =>
  Math.min(OVERLAP_MAX_MS, Math.max(OVERLAP_MIN_MS, 2 * worstLatenessMs));

/**
 * Where a reading stands once these items are recorded. The watermark is the newest instant the POS has told; only where
 * everything it tells is far older has its time been set back, and the watermark goes with it.
 */
export const markAfter = (
  before: FeedMark | undefined,
  cursor: string,
  items: readonly Heard[],
): FeedMark => {
  const told = items.map(({ at }) => posMsOf(at)).filter(ms => ms !== undefined);
  const beforeMs = before?.watermark === undefined ? undefined : epochMsOf(before.watermark);
  const newestMs = told.length === 0 ? undefined : Math.max(...told);
  const reachedMs = reached(beforeMs, newestMs);
  return {
    cursor,
    watermark: reachedMs === undefined ? undefined : instantOf(reachedMs),
    worstLatenessMs: Math.max(before?.worstLatenessMs ?? 0, latenessMs(beforeMs, items)),
  };
};

const reached = (beforeMs: number | undefined, newestMs: number | undefined): number | undefined => {
  if (beforeMs === undefined || newestMs === undefined) return newestMs ?? beforeMs;
  return newestMs < beforeMs - OVERLAP_MAX_MS ? newestMs : Math.max(beforeMs, newestMs);
};

/** How late the latest news came: how far behind the watermark of its own POS. What the log knew already was not late. */
export const latenessMs = (watermarkMs: number | undefined, items: readonly Heard[]): number => {
  const late = items
    .filter(({ isNews }) => isNews)
    .map(({ at }) => (watermarkMs ?? 0) - (posMsOf(at) ?? Number.POSITIVE_INFINITY));
  return Math.min(OVERLAP_MAX_MS, Math.max(0, ...late));
};

/** Where the overlap behind a watermark begins; undefined while nothing was told. */
export const overlapStart = (mark: FeedMark, { bounds }: PosCapabilities['feed']): FeedStart | undefined => {
  if (mark.watermark === undefined) return undefined;
  return sinceMs(epochMsOf(mark.watermark) - overlapMsOf(mark), bounds);
};

/** Where a reading begins that has nothing to go on from: well before the first delivery that can still change. */
export const safeStart = (earliest: Instant | undefined, { bounds }: PosCapabilities['feed']): FeedStart =>
  earliest === undefined ? { kind: 'beginning' } : sinceMs(epochMsOf(earliest) - SAFE_MARGIN_MS, bounds);

/** Whether a reading is so far behind that what lies between is about no delivery that can still change. */
export const isOld = ({ watermark }: FeedMark, earliest: Instant | undefined): boolean =>
  watermark !== undefined &&
  earliest !== undefined &&
  epochMsOf(watermark) < epochMsOf(earliest) - SAFE_MARGIN_MS - OLD_MS;

/** A feed that leaves its lower edge out is asked from just before it. */
const sinceMs = (ms: number, bounds: PosCapabilities['feed']['bounds']): FeedStart => ({
  kind: 'since',
  at: instantOf(bounds === 'exclusive' ? ms - TICK_MS : ms),
});
