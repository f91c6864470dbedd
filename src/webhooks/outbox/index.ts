export { installWebhookTables } from './webhook-tables.js';
export {
  SECRETS_MAX,
  Targets,
  type Addressee,
  type NewSecret,
  type Target,
  type TargetSettings,
} from './targets.js';
export { Outbox, type Due, type Webhook } from './outbox.js';
export { WebhookCheckpoint } from './webhook-checkpoint.js';
