export { DemandController } from './demand.controller.js';
export { DemandDroppedRow, DemandRow } from './demand.entities.js';
export { DemandTables1764000000004 } from './demand.migration.js';
export { RefusedDemand } from './refused-demand.js';
