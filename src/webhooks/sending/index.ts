export { Egress, type EgressVerdict, type Resolve } from './egress.js';
export { CONNECTIONS_PER_TARGET, WebhookExchange, type Letter, type Receipt } from './webhook-exchange.js';
