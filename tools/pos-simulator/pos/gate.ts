import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultOfKind } from '../faults/fault-orders.js';
import { accountName, DEFAULT_ACCOUNT } from '../profiles/accounts.js';
import type { Operation } from '../profiles/behaviour.js';
import type { PosParts } from '../pos-parts.js';
import { beginCall, type AtLocation, type Call } from './call.js';
import { cutOff, refuse } from './pos-answers.js';

const ACCOUNT_HEADER = 'x-pos-account';
const KEY_HEADER = 'idempotency-key';
const MS_PER_SECOND = 1_000;

type Request = FastifyRequest<AtLocation>;

/** Where every request comes in: it is written down first, and then let in or turned away. */
export const passGate = async (
  parts: PosParts,
  operation: Operation,
  request: Request,
  reply: FastifyReply,
): Promise<unknown> => {
  const call = receive(parts, operation, request);
  beginCall(request, call);
  writeDownItsEnd(parts, call, reply);
  if (parts.faults.strike('down', call) !== undefined) return cutOff(request, reply);
  if (!accountName.safeParse(call.account).success) {
    return refuse(reply, 401, 'ACCOUNT_UNKNOWN', `${ACCOUNT_HEADER}: no such account`);
  }
  return (
    turnAwaySuspended(parts, call, reply) ??
    turnAwaySurplus(parts, call, reply) ??
    breakBefore(parts, call, reply)
  );
};

const receive = (parts: PosParts, operation: Operation, request: Request): Call => {
  const { requestLog, accounts, faults, book, network } = parts;
  const { location } = request.params;
  const account = headerOf(request, ACCOUNT_HEADER) ?? DEFAULT_ACCOUNT;
  const key = headerOf(request, KEY_HEADER);
  const suspended = book.suspensions.at(account, network.utcMs()) !== undefined;
  const number = requestLog.received({ operation, account, location, key, suspended });
  const struck: string[] = [];
  const slow = faults.strike('slow', { location, account, operation, struck });
  return { number, operation, account, location, key, towards: accounts.get(account), slow, struck };
};

const headerOf = ({ headers }: Request, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const writeDownItsEnd = ({ requestLog }: PosParts, call: Call, { raw }: FastifyReply): void => {
  let isWritten = false;
  const end = (status: number | undefined) => {
    if (isWritten) return;
    isWritten = true;
    const { number, reference, ticketId, struck: faults } = call;
    requestLog.ended(number, { status, reference, ticketId, faults });
  };
  raw.once('finish', () => end(raw.statusCode));
  raw.once('close', () => end(undefined));
};

const turnAwaySuspended = (
  { book, faults, network }: PosParts,
  call: Call,
  reply: FastifyReply,
): FastifyReply | undefined => {
  const suspension = book.suspensions.at(call.account, network.utcMs()) ?? faults.strike('suspended', call);
  if (suspension === undefined) return undefined;
  return refuse(reply, suspension.status, 'ACCOUNT_SUSPENDED', 'this account is suspended');
};

const turnAwaySurplus = (parts: PosParts, call: Call, reply: FastifyReply): FastifyReply | undefined => {
  const struck = parts.faults.strike('rate-limited', call);
  if (struck !== undefined) {
    return tooMany(reply, retryAfterOf(struck, parts.network.utcMs()), 'too many requests');
  }
  const nowMs = parts.network.monotonicMs();
  const admission = parts.limiter.admit(call, call.towards.behaviour, nowMs);
  if ('release' in admission) {
    reply.raw.once('close', admission.release);
    return undefined;
  }
  suspendWhoInsists(parts, call, nowMs);
  const { limit, retryAfterMs } = admission.violation;
  return tooMany(reply, String(Math.max(1, Math.ceil(retryAfterMs / MS_PER_SECOND))), JSON.stringify(limit));
};

const suspendWhoInsists = ({ book, limiter, network }: PosParts, call: Call, nowMs: number): void => {
  const { account, towards } = call;
  if (!limiter.isOneTooMany(account, towards.behaviour, nowMs)) return;
  const forMs = towards.behaviour.suspendsAfter?.forMs ?? null;
  const fromMs = network.utcMs();
  const untilMs = forMs === null ? null : fromMs + forMs;
  book.record({ type: 'account-suspended', account, status: 403, why: 'limits violated', fromMs, untilMs });
};

const tooMany = (reply: FastifyReply, retryAfter: string | undefined, what: string): FastifyReply => {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return refuse(reply, 429, 'TOO_MANY_REQUESTS', what);
};

const retryAfterOf = ({ retryAfter }: FaultOfKind<'rate-limited'>, nowMs: number): string | undefined => {
  if (retryAfter === undefined) return undefined;
  if ('seconds' in retryAfter) return String(retryAfter.seconds);
  if ('text' in retryAfter) return retryAfter.text;
  return new Date(nowMs + retryAfter.dateInSeconds * MS_PER_SECOND).toUTCString();
};

/** Faults that keep the POS from doing anything. */
const breakBefore = ({ faults }: PosParts, call: Call, reply: FastifyReply): FastifyReply | undefined => {
  const failing = faults.strike('5xx-before-commit', call);
  if (failing !== undefined) return refuse(reply, failing.status, 'INTERNAL', 'nothing was done');
  const redirect = faults.strike('redirect', call);
  if (redirect === undefined) return undefined;
  // It leads back to the POS: whoever follows it is seen twice in the log.
  return reply.redirect(
    `${reply.request.url}${reply.request.url.includes('?') ? '&' : '?'}redirected=1`,
    redirect.status,
  );
};
