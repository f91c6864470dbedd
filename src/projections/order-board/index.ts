export { BoardFilters1764000000002 } from './board-filters.migration.js';
export { BoardPages } from './board-pages.js';
export { OrderBoardRow } from './order-board.entity.js';
export { OrderBoardTable1763900000002 } from './order-board.migration.js';
export { orderBoardProjection } from './order-board.js';
export { OrdersQueryController } from './orders-query.controller.js';
export { StuckOrdersController } from './stuck-orders.controller.js';
