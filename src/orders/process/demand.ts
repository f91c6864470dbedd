import type { CommandEnvelope, LaneAnswer } from '../../event-sourcing/index.js';
import type { OrderCommand } from '../domain/order.commands.js';
import type { Load, OrderEvent } from '../domain/order.events.js';
import type { Dimension, OrderRejection } from '../domain/order.rejections.js';
import type { OrderPlace } from '../order-id.js';

/** A valid hold that was refused for want of room or time: what could have been sold. Nobody’s name is in it. */
export interface RefusedHold extends OrderPlace {
  /** The same where a request is repeated: somebody who asks twice wants one thing. */
  readonly request: string;
  readonly slot: string;
  readonly load: Load;
  /** What was in the way. */
  readonly limit: Dimension | 'pause' | 'lead';
}

/** Who keeps refused demand. It is a sample beside the business: noting takes no time and never fails. */
export interface Demand {
  note(refused: RefusedHold): void;
}

export const DEMAND = Symbol('Demand');

/** The demand in a command that was refused; undefined where there is none, or it was refused for another reason. */
export const demandIn = (
  place: OrderPlace,
  { command, commandId }: CommandEnvelope<OrderCommand>,
  answer: LaneAnswer<OrderEvent, OrderRejection>,
): RefusedHold | undefined => {
  if (command.type !== 'HoldTimeslot' || answer.kind !== 'rejected') return undefined;
  const limit = limitOf(answer.rejection);
  const { slot, load } = command;
  return limit && { ...place, request: commandId, slot, load, limit };
};

const limitOf = (rejection: OrderRejection): RefusedHold['limit'] | undefined => {
  if (rejection.code === 'SLOT_FULL') return rejection.limit;
  if (rejection.code === 'STORE_PAUSED') return 'pause';
  return rejection.code === 'SLOT_TOO_SOON' ? 'lead' : undefined;
};
