export { ParkedEventsController } from './parked-events.controller.js';
