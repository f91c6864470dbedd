import { Command } from '@nestjs/cqrs';
import type { CommandEnvelope, LaneAnswer } from '../event-sourcing/index.js';
import type { OrderCommand } from './domain/order.commands.js';
import type { OrderEvent } from './domain/order.events.js';
import type { OrderRejection } from './domain/order.rejections.js';
import type { OrderPlace } from './order-id.js';

/** The one bus message of the room: a command for one store's service day. */
export class HandleOrder extends Command<LaneAnswer<OrderEvent, OrderRejection>> {
  constructor(
    readonly place: OrderPlace,
    readonly envelope: CommandEnvelope<OrderCommand>,
  ) {
    super();
  }
}
