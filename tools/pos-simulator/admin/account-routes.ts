import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Suspension } from '../limits/suspensions.js';
import { accountName, accountOrderSchema, type Account } from '../profiles/accounts.js';
import { capabilitiesOf } from '../profiles/behaviour.js';
import { PROFILES } from '../profiles/profiles.js';
import type { AdminParts } from './admin-parts.js';
import { invalid } from './problems.js';

const MS_PER_SECOND = 1_000;
const SUSPENSION_MAX_SECONDS = 604_800;

const suspensionOrder = z.strictObject({
  status: z.literal([401, 403]).default(403),
  /** Real seconds; until somebody lifts it without them. */
  forSeconds: z.number().positive().max(SUSPENSION_MAX_SECONDS).optional(),
});

interface OfAccount {
  Params: { account: string };
}

/** How the POS behaves towards its accounts, and which of them it does nothing for. */
export const accountRoutes = (app: FastifyInstance, parts: AdminParts): void => {
  const { accounts, book, network } = parts;

  app.get('/profiles', async () => ({
    profiles: Object.entries(PROFILES).map(([profile, behaviour]) => ({
      profile,
      capabilities: capabilitiesOf(behaviour),
      behaviour,
    })),
  }));

  app.get('/accounts', async () => ({ accounts: accounts.list().map(account => viewOf(parts, account)) }));

  app.get<OfAccount>('/accounts/:account', async (request, reply) =>
    forNamed(reply, request.params, account => viewOf(parts, accounts.get(account))),
  );

  app.put<OfAccount>('/accounts/:account', async (request, reply) =>
    forNamed(reply, request.params, account => {
      const order = accountOrderSchema.safeParse(request.body);
      if (!order.success) return invalid(reply, order.error);
      return viewOf(parts, accounts.set(account, order.data));
    }),
  );

  app.post<OfAccount>('/accounts/:account/suspension', async (request, reply) =>
    forNamed(reply, request.params, account => {
      const order = suspensionOrder.safeParse(request.body ?? {});
      if (!order.success) return invalid(reply, order.error);
      const { status, forSeconds } = order.data;
      const fromMs = network.utcMs();
      const untilMs = forSeconds === undefined ? null : fromMs + forSeconds * MS_PER_SECOND;
      book.record({ type: 'account-suspended', account, status, why: 'by an operator', fromMs, untilMs });
      return viewOf(parts, accounts.get(account));
    }),
  );

  app.delete<OfAccount>('/accounts/:account/suspension', async (request, reply) =>
    forNamed(reply, request.params, account => {
      book.record({ type: 'account-restored', account, atMs: network.utcMs() });
      return viewOf(parts, accounts.get(account));
    }),
  );
};

const forNamed = (
  reply: FastifyReply,
  { account }: OfAccount['Params'],
  answer: (account: string) => unknown,
): unknown => {
  const name = accountName.safeParse(account);
  return name.success ? answer(name.data) : invalid(reply, name.error);
};

const viewOf = (parts: AdminParts, account: Account) => {
  const suspensions = parts.book.suspensions.of(account.account);
  return {
    ...account,
    suspended: parts.book.suspensions.at(account.account, parts.network.utcMs()) !== undefined,
    suspensions: suspensions.map(each => ({ ...each, requests: requestsDuring(parts, account, each) })),
  };
};

const requestsDuring = (
  { requestLog }: AdminParts,
  { account }: Account,
  { fromMs, untilMs, liftedMs }: Suspension,
): number => {
  const endMs = liftedMs ?? untilMs ?? Number.POSITIVE_INFINITY;
  return requestLog.requests
    .all()
    .filter(each => each.account === account && each.suspended === true)
    .filter(({ wallMs }) => wallMs >= fromMs && wallMs <= endMs).length;
};
