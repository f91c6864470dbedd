import { Command } from '@nestjs/cqrs';
import type { CommandEnvelope, LaneAnswer } from '../event-sourcing/index.js';
import type { StoreCommand } from './domain/store.commands.js';
import type { StoreEvent } from './domain/store.events.js';
import type { StoreRejection } from './domain/store.rejections.js';

/** The one bus message of the room: a command for a store's stream. */
export class HandleStore extends Command<LaneAnswer<StoreEvent, StoreRejection>> {
  constructor(
    readonly stream: string,
    readonly envelope: CommandEnvelope<StoreCommand>,
  ) {
    super();
  }
}
