export { ClosedDayRow, OpenDayRow, StoreRow } from './open-days.entities.js';
export { OpenDaysTables1763900000001 } from './open-days.migration.js';
export {
  OPEN_DAYS,
  openDaysProjection,
  READ_OPEN_DAYS,
  readOpenDays,
  type OpenDays,
  type ReadOpenDays,
} from './open-days.js';
export { StoresQueryController } from './stores-query.controller.js';
export { WholeStores1764000000001 } from './whole-stores.migration.js';
