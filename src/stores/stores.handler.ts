import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandLanes, LANE_SURROUNDINGS, type LaneSurroundings } from '../event-sourcing/index.js';
import { HandleStore } from './handle-store.js';
import { storeKind } from './store-streams.js';

@CommandHandler(HandleStore)
export class StoresHandler implements ICommandHandler<HandleStore> {
  private readonly lanes;

  constructor(@Inject(LANE_SURROUNDINGS) around: LaneSurroundings) {
    this.lanes = new CommandLanes(storeKind, around);
  }

  execute({ stream, envelope }: HandleStore) {
    return this.lanes.submit(stream, envelope);
  }
}
