export { startEmbeddedPostgres, type EmbeddedPostgresOptions } from './start-embedded-postgres.js';
export type { EmbeddedPostgres } from './embedded-postgres.js';
export { EmbeddedPostgresError } from './embedded-postgres-error.js';
