import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { canonicalJson, commandIdOf, sha256, type LaneAnswer } from '../../event-sourcing/index.js';
import type { DayCommand } from '../domain/day.commands.js';
import type { OrderCommand } from '../domain/order.commands.js';
import type { OrderEvent } from '../domain/order.events.js';
import type { OrderRejection } from '../domain/order.rejections.js';
import { HandleOrder } from '../handle-order.js';
import { placeOfOrder, type OrderPlace } from '../order-id.js';
import { serviceDayStream } from '../service-day-streams.js';

const PROCESS_MANAGER = 'process-manager';

type Answer = LaneAnswer<OrderEvent, OrderRejection>;

/** Sends the commands of process managers, which are no client's request and carry a key made from what they answer. */
@Injectable()
export class DispatchOrder {
  private readonly logger = new Logger('ProcessManager');

  constructor(private readonly bus: CommandBus) {}

  /**
   * Sends a command about an order; `key` says which occasion it answers, so that answering it twice records it once.
   * Throws what the lane throws; resolves undefined where the order id is none.
   */
  async send(command: Exclude<OrderCommand, DayCommand>, key: string): Promise<Answer | undefined> {
    const place = placeOfOrder(command.orderId);
    return place && this.handle(place, command, key, command.orderId);
  }

  /** Sends a command about a day itself. */
  sendToDay(place: OrderPlace, command: DayCommand, key: string): Promise<Answer> {
    return this.handle(place, command, key, `${place.storeId} ${place.businessDate}`);
  }

  private async handle(
    place: OrderPlace,
    command: OrderCommand,
    key: string,
    correlationId: string,
  ): Promise<Answer> {
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const commandId = commandIdOf(PROCESS_MANAGER, command.type, stream, key);
    const answer = await this.bus.execute(
      new HandleOrder(place, {
        command,
        commandId,
        fingerprint: sha256(canonicalJson([command.type, key])),
        actor: PROCESS_MANAGER,
        correlationId,
        causationId: commandId,
      }),
    );
    if (answer.kind === 'rejected') {
      this.logger.debug({ command: command.type, key, rejection: answer.rejection });
    }
    return answer;
  }
}
