import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { canonicalJson, commandIdOf, sha256, type LaneAnswer } from '../../event-sourcing/index.js';
import type { OrderCommand } from '../domain/order.commands.js';
import type { OrderEvent } from '../domain/order.events.js';
import type { OrderRejection } from '../domain/order.rejections.js';
import { HandleOrder } from '../handle-order.js';
import { placeOfOrder } from '../order-id.js';
import { serviceDayStream } from '../service-day-streams.js';

const PROCESS_MANAGER = 'process-manager';

/** Sends the commands of process managers, which are no client's request and carry a key made from what they answer. */
@Injectable()
export class DispatchOrder {
  private readonly logger = new Logger('ProcessManager');

  constructor(private readonly bus: CommandBus) {}

  /**
   * Sends a command; `key` says which occasion it answers, so that answering it twice records it once. Throws what the
   * lane throws; resolves undefined where the order id is none.
   */
  async send(
    command: OrderCommand,
    key: string,
  ): Promise<LaneAnswer<OrderEvent, OrderRejection> | undefined> {
    const place = placeOfOrder(command.orderId);
    if (place === undefined) return undefined;
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const commandId = commandIdOf(PROCESS_MANAGER, command.type, stream, key);
    const answer = await this.bus.execute(
      new HandleOrder(place, {
        command,
        commandId,
        fingerprint: sha256(canonicalJson([command.type, key])),
        actor: PROCESS_MANAGER,
        correlationId: command.orderId,
        causationId: commandId,
      }),
    );
    if (answer.kind === 'rejected') {
      this.logger.debug({ command: command.type, key, rejection: answer.rejection });
    }
    return answer;
  }
}
