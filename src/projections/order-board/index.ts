export { OrderBoardRow } from './order-board.entity.js';
export { OrderBoardTable1763900000002 } from './order-board.migration.js';
export { orderBoardProjection } from './order-board.js';
export { OrdersQueryController } from './orders-query.controller.js';
