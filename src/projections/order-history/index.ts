export { OrderHistory } from './order-history.js';
export { OrderHistoryController } from './order-history.controller.js';
