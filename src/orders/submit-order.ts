import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import {
  answerHeaders,
  envelopeFor,
  fingerprintOf,
  keyReused,
  type Request,
} from '../platform/requests/index.js';
import type { OrderCommand } from './domain/order.commands.js';
import type { EventNamed, OrderEvent } from './domain/order.events.js';
import { HandleOrder } from './handle-order.js';
import { placeOfOrder, type OrderPlace } from './order-id.js';
import { orderProblem } from './order-problems.js';
import { serviceDayStream } from './service-day-streams.js';

/** A client's request as it came. */
export interface Sent {
  readonly asked: Request;
  readonly reply: FastifyReply;
  /** What the command is told from another one under the same key by; of a body without personal data, its digest. */
  readonly fingerprint?: string;
}

/** Takes the commands of clients to the bus, and their answers back: events, or a problem. */
@Injectable()
export class SubmitOrder {
  constructor(
    private readonly bus: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Submits a command about the order it names. */
  about(
    sent: Sent,
    command: Extract<OrderCommand, { readonly orderId: string }>,
  ): Promise<readonly OrderEvent[]> {
    return this.at(placeOf(command.orderId), sent, command);
  }

  /** Submits a command to the day of a store. Throws a Problem where it is refused. */
  async at(
    place: OrderPlace,
    { asked, reply, fingerprint }: Sent,
    command: OrderCommand,
  ): Promise<readonly OrderEvent[]> {
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const envelope = envelopeFor(asked, stream, fingerprint ?? fingerprintOf(command), command);
    const answer = await this.bus.execute(new HandleOrder(place, envelope));
    if (answer.kind === 'key-reused') throw keyReused();
    if (answer.kind === 'rejected') throw orderProblem(answer.rejection);
    answerHeaders(reply, this.store.logId, answer);
    return answer.events;
  }
}

/** The day an order is of. Throws a Problem where the text is no order id. */
export const placeOf = (orderId: string): OrderPlace => {
  const place = placeOfOrder(orderId);
  if (place === undefined) throw orderProblem({ code: 'ORDER_UNKNOWN', orderId });
  return place;
};

/** The first event of a type among those a command recorded. */
export const recorded = <Type extends OrderEvent['type']>(
  events: readonly OrderEvent[],
  type: Type,
): EventNamed<Type>['data'] | undefined =>
  // The compiler does not see through the union: an event of this type has the data of this type.
  events.find(event => event.type === type)?.data as EventNamed<Type>['data'] | undefined;
