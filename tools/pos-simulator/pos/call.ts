import type { FastifyRequest } from 'fastify';
import type { FaultOfKind } from '../faults/fault-orders.js';
import type { Target } from '../faults/faults.js';
import type { Account } from '../profiles/accounts.js';
import type { Operation } from '../profiles/behaviour.js';

/** A route below one location. */
export interface AtLocation {
  Params: { location: string };
}

/** A route of one ticket. */
export interface OfTicket {
  Params: { location: string; ticketId: string };
}

/** One request, from the moment it came in. */
export interface Call extends Target {
  readonly number: number;
  readonly operation: Operation;
  readonly account: string;
  readonly towards: Account;
  readonly key: string | undefined;
  /** The fault that makes it wait, if any. */
  readonly slow: FaultOfKind<'slow'> | undefined;
  /** What it turned out to be about. */
  reference?: string;
  ticketId?: string;
}

const calls = new WeakMap<object, Call>();

export const beginCall = (request: FastifyRequest, call: Call): void => {
  calls.set(request.raw, call);
};

export const callOf = (request: { readonly raw: object }): Call => {
  const call = calls.get(request.raw);
  if (call === undefined) throw new Error('this request did not come in through the gate');
  return call;
};
