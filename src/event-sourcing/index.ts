/** The door of the cellar: the log, the lanes that write it, and those who follow it. */
export {
  EVENT_STORE,
  type EventMetadata,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from './event-store.js';
export type { EventDefinition } from './decider.js';
export { canonicalJson, commandIdOf, sha256 } from './event-identity.js';
export { EventTypes, EventUnknownToNode } from './event-types.js';
export { CommandTooLarge, LaneBusy, LaneConflict, LogUnavailable, OutcomeUnknown } from './lane-faults.js';
export { CommandLanes } from './command-lanes.js';
export { DEFAULT_LANE_LIMITS, type LaneSurroundings } from './lane-surroundings.js';
export {
  LANE_SURROUNDINGS,
  NOT_COMPARED,
  type CommandEnvelope,
  type LaneAnswer,
  type LaneEvent,
  type StreamKind,
} from './lane-language.js';
export { PostgresEventStore } from './postgres/postgres-event-store.js';
export {
  messageOf,
  PARKED_KEYS_MAX,
  ParkedKeys,
  PARKING_LOT,
  persistently,
  type Parked,
  type ParkingLot,
  type RetryOutcome,
} from './parking.js';
export { digestOfStream } from './stream-digest.js';
export { StreamFolds, type Sieve } from './stream-folds.js';
export { StreamFold } from './stream-fold.js';
export {
  FollowerMustStop,
  Subscription,
  type Follower,
  type Progress,
  type SubscriptionSurroundings,
} from './subscription.js';
export { Subscriptions } from './subscriptions.js';
export { Turns } from './turns.js';
export { Wakeup } from './wakeup.js';
