export type { Pool } from 'pg';
export { createPool, DATABASE_URL, POOL } from './pool.js';
export { clockSkewMs } from './clock-skew.js';
export { install } from './install.js';
export { Leadership, type ExclusiveWork } from './leadership.js';
export { isDatabaseAway } from './database-away.js';
