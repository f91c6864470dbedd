export { CheckpointRow } from './checkpoint.entity.js';
export type { Projection } from './projection.js';
export { refuseLogOlderThanItsReadModels } from './checkpoint.js';
export { ParkedRow } from './parked.entity.js';
export { ParkedEvents1763900000010 } from './parked-events.migration.js';
export { ParkedEvents } from './parked-events.js';
export { ProjectionFollower } from './projection-follower.js';
export { RunnerTables1763900000000 } from './runner-tables.migration.js';
export { openDatabase } from './open-database.js';
