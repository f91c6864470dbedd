import { Problem } from '../platform/problem/index.js';

export const targetUnknown = (targetId: string): Problem =>
  new Problem(404, 'TARGET_UNKNOWN', {
    title: `There is no webhook target ${targetId}.`,
    todo: 'GET /webhooks/targets lists the targets.',
  });

export const egressRefused = (why: string): Problem =>
  new Problem(422, 'EGRESS_REFUSED', {
    title: `This server does not send there: ${why}.`,
    todo: 'Have the host or its address range added to WEBHOOK_EGRESS, or name another URL.',
  });

export const tooManySecrets = (): Problem =>
  new Problem(409, 'TOO_MANY_SECRETS', {
    title: 'The target has two active secrets already.',
    todo: 'Retire the older one first: DELETE /webhooks/targets/{targetId}/secrets/{secretId}.',
  });

export const lastSecret = (): Problem =>
  new Problem(409, 'LAST_SECRET', {
    title: 'This is the only secret of the target.',
    todo: 'Add a new one first: POST /webhooks/targets/{targetId}/secrets.',
  });

export const sentElsewhere = (): Problem =>
  new Problem(409, 'CONSUMER_ELSEWHERE', {
    title: 'This node sends no webhooks.',
    todo: 'Ask the node that leads (`"leading": true` at /health/ready).',
  });

export const positionOfAnotherLog = (): Problem =>
  new Problem(412, 'POSITION_OF_ANOTHER_LOG', {
    title: 'This position belongs to another log.',
    todo: 'Take a position from a webhook of this log.',
  });
