export { DeliveriesController } from './deliveries.controller.js';
export { DeliveryDayRow, DeliveryRow } from './delivery-board.entities.js';
export { DeliveryBoardTables1764000000003 } from './delivery-board.migration.js';
export { deliveryBoardProjection } from './delivery-board.js';
export { DeliveryPages } from './delivery-pages.js';
export { DueDeliveries } from './due-deliveries.js';
