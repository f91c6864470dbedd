import type { BusinessClock, NetworkTime } from '../platform/clock/index.js';
import type { EventStore } from './event-store.js';
import type { LaneFeed } from './lane-feed.js';

export interface LaneLimits {
  /** Commands that may wait; the next one is told that the lane is busy. */
  readonly queueMax: number;
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
  /**
   * How long ago the lane may last have known where its stream ended (by a read it began or an append it sent then)
   * when it answers without an append.
   */
  readonly laneTrustMs: number;
  /** Races a batch may lose before its commands are told so. */
  readonly conflictsMax: number;
  /** How long an append whose outcome is unknown is settled before its commands are told so. */
  readonly settleMs: number;
}

export const DEFAULT_LANE_LIMITS: LaneLimits = {
  queueMax: 2_000,
  batchEventsMax: 200,
  batchBytesMax: 512 * 1024,
  laneTrustMs: 250,
  conflictsMax: 20,
  settleMs: 5_000,
};

export interface LaneSurroundings {
  readonly store: EventStore;
  readonly clock: BusinessClock;
  readonly network: NetworkTime;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly limits: LaneLimits;
  /** Tells lanes what other nodes record; without it a lane knows what it reads and writes itself. */
  readonly feed?: LaneFeed;
}
