export { CheckpointRow } from './checkpoint.entity.js';
export type { Projection } from './projection.js';
export { CheckpointTaken, LogOlderThanReadModels, ProjectionFollower } from './projection-follower.js';
export { RunnerTables1763900000000 } from './runner-tables.migration.js';
export { openDatabase } from './open-database.js';
