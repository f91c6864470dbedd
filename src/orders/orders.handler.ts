import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  CommandLanes,
  LANE_SURROUNDINGS,
  StreamFold,
  type CommandEnvelope,
  type LaneAnswer,
  type LaneSurroundings,
} from '../event-sourcing/index.js';
import { instantAt } from '../platform/zones/index.js';
import { planDay, storeKind, storeStream, type DayPlan } from '../stores/index.js';
import type { HoldTimeslot, OrderCommand } from './domain/order.commands.js';
import type { OrderEvent } from './domain/order.events.js';
import type { OrderRejection } from './domain/order.rejections.js';
import { HandleOrder } from './handle-order.js';
import type { OrderPlace } from './order-id.js';
import { DEMAND, demandIn, type Demand } from './process/demand.js';
import { serviceDayKind, serviceDayStream } from './service-day-streams.js';

type Answer = LaneAnswer<OrderEvent, OrderRejection>;

@CommandHandler(HandleOrder)
export class OrdersHandler implements ICommandHandler<HandleOrder> {
  private readonly lanes;

  constructor(
    @Inject(LANE_SURROUNDINGS) private readonly around: LaneSurroundings,
    @Inject(DEMAND) private readonly demand: Demand,
  ) {
    this.lanes = new CommandLanes(serviceDayKind, around);
  }

  async execute({ place, envelope }: HandleOrder): Promise<Answer> {
    const answer = await this.decided(place, envelope);
    const refused = demandIn(place, envelope, answer);
    if (refused !== undefined) this.demand.note(refused);
    return answer;
  }

  private async decided(place: OrderPlace, envelope: CommandEnvelope<OrderCommand>): Promise<Answer> {
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const answer = await this.lanes.submit(stream, envelope);
    if (answer.kind !== 'rejected' || answer.rejection.code !== 'DAY_UNOPENED' || !isHold(envelope)) {
      return answer;
    }
    const plan = await this.planOf(place);
    if (plan === undefined) {
      return { ...answer, rejection: { code: 'STORE_UNKNOWN', storeId: place.storeId } };
    }
    return this.lanes.submit(stream, { ...envelope, command: { ...envelope.command, plan } });
  }

  /** The day as the store would sell it now: its stream is read to the end. Undefined where there is no such store. */
  private async planOf({ storeId, businessDate }: OrderPlace): Promise<DayPlan | undefined> {
    const fold = new StreamFold(storeStream(storeId), storeKind, this.around);
    await fold.readDelta();
    return planDay(fold.state, businessDate, instantAt);
  }
}

const isHold = (envelope: CommandEnvelope<OrderCommand>): envelope is CommandEnvelope<HoldTimeslot> =>
  envelope.command.type === 'HoldTimeslot';
