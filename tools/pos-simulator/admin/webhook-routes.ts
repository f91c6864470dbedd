import type { FastifyInstance } from 'fastify';
import type { Book } from '../ledger/book.js';
import { secretsOrderSchema, webhookOrderSchema, type WebhookOrder } from '../webhooks/webhook-orders.js';
import type { AdminParts } from './admin-parts.js';
import { invalid, problem } from './problems.js';

interface OfWebhook {
  Params: { id: string };
}

/** Who is told of what happens to tickets. */
export const webhookRoutes = (app: FastifyInstance, { book }: AdminParts): void => {
  app.get('', async () => ({ webhooks: book.subscriptions.list() }));

  app.post('', async (request, reply) => {
    const order = webhookOrderSchema.safeParse(request.body);
    if (!order.success) return invalid(reply, order.error);
    return reply.code(201).send({ id: subscribe(book, order.data) });
  });

  app.put<OfWebhook>('/:id/secrets', async (request, reply) => {
    const { id } = request.params;
    const order = secretsOrderSchema.safeParse(request.body);
    if (!order.success) return invalid(reply, order.error);
    if (book.subscriptions.get(id) === undefined) return problem(reply, 404, 'no such webhook');
    book.record({ type: 'webhook-secrets-changed', id, secrets: order.data.secrets });
    return { id, secrets: order.data.secrets.length };
  });

  app.delete<OfWebhook>('/:id', async (request, reply) => {
    const { id } = request.params;
    if (book.subscriptions.get(id) === undefined) return problem(reply, 404, 'no such webhook');
    book.record({ type: 'webhook-removed', id });
    return { removed: 1 };
  });
};

/** A ledger has the same subscription once, however often a scenario names it. */
export const subscribe = (book: Book, { url, secrets, account, location }: WebhookOrder): string => {
  const same = book.subscriptions
    .list()
    .find(each => each.url === url && each.account === account && each.location === location);
  if (same !== undefined) {
    if (same.secrets.join() !== secrets.join()) {
      book.record({ type: 'webhook-secrets-changed', id: same.id, secrets });
    }
    return same.id;
  }
  const id = `w-${book.subscriptions.count + 1}`;
  const scope = { ...(account !== undefined && { account }), ...(location !== undefined && { location }) };
  book.record({ type: 'webhook-subscribed', id, url, secrets, ...scope });
  return id;
};
