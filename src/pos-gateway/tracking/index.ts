export { FeedReader } from './feed-reader.js';
export { Sweep } from './sweep.js';
export { TicketLookUps } from './ticket-look-ups.js';
export { TicketTracking } from './ticket-tracking.js';
export { TicketUpdates } from './ticket-updates.js';
export { ORDINARY_PACE, TRACKING_PACE } from './tracking-pace.js';
export { TrackingManager } from './tracking-manager.js';
export { WebhookDesk } from './webhook-desk.js';
export { WebhooksController } from './webhooks.controller.js';
