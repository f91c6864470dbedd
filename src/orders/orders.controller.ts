import { Body, Controller, Delete, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { canonicalJson, EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { Operation } from '../platform/identity/index.js';
import {
  answerHeaders,
  Asked,
  envelopeFor,
  fingerprintOf,
  keyReused,
  type Request,
} from '../platform/requests/index.js';
import { hmacUnder, OrderKeys, seal } from '../platform/sealing/index.js';
import type { OrderCommand } from './domain/order.commands.js';
import type { EventNamed, OrderEvent } from './domain/order.events.js';
import { HandleOrder } from './handle-order.js';
import { ORDER_RANDOM_BYTES, orderIdOf, placeOfOrder, type OrderPlace } from './order-id.js';
import { orderProblem } from './order-problems.js';
import * as dto from './order.dto.js';
import { serviceDayStream } from './service-day-streams.js';

@ApiTags('orders')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller()
export class OrdersController {
  constructor(
    private readonly bus: CommandBus,
    private readonly keys: OrderKeys,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(RANDOM) private readonly random: Random,
  ) {}

  /** Holds a slot while the guest pays. The answer says until when, and the id the order will have. */
  @Post('stores/:storeId/days/:businessDate/holds')
  @Operation('orders.hold', 'guest', 'storefront')
  async hold(
    @Param('storeId', { schema: dto.storeId }) storeId: string,
    @Param('businessDate', { schema: dto.businessDate }) businessDate: string,
    @Body({ schema: dto.holdBody }) body: dto.HoldBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const place = { storeId, businessDate };
    const { slot, items, amount, prepSeconds, reference } = body;
    const orderId = orderIdOf(place, this.random.bytes(ORDER_RANDOM_BYTES));
    const events = await this.execute({ place: place, asked, fingerprint: fingerprintOf(body) }, reply, {
      type: 'HoldTimeslot',
      orderId,
      slot,
      load: { orders: 1, items, amount, prepSeconds },
      by: asked.principal.id,
      ...(reference === undefined ? {} : { reference }),
    });
    const held = events.find((event): event is EventNamed<'TimeslotHeld'> => event.type === 'TimeslotHeld');
    void reply.header('location', `/orders/${held?.data.orderId ?? orderId}`);
    return { status: 'held', ...held?.data };
  }

  /** Gives a held slot back. */
  @Delete('orders/:orderId/hold')
  @HttpCode(200)
  @Operation('orders.release', 'guest', 'storefront')
  async release(
    @Param('orderId') orderId: string,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.execute({ place: placeOf(orderId), asked, fingerprint: fingerprintOf({ orderId }) }, reply, {
      type: 'ReleaseHold',
      orderId,
      by: asked.principal.id,
    });
    return { orderId, status: 'released' };
  }

  /** Turns a hold into an order: the storefront says what was sold, to whom, and that it is paid. */
  @Post('orders/:orderId/confirm')
  @HttpCode(200)
  @Operation('orders.confirm', 'storefront')
  async confirm(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.confirmBody }) body: dto.ConfirmBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const place = placeOf(orderId);
    const key = await this.keys.mint(orderId);
    const { customer, ...order } = body;
    const events = await this.execute(
      { place: place, asked, fingerprint: hmacUnder(key, canonicalJson(body)) },
      reply,
      {
        type: 'ConfirmOrder',
        orderId,
        ...order,
        customer: seal(key, customer),
      },
    );
    const confirmed = events.find(
      (event): event is EventNamed<'OrderConfirmed'> => event.type === 'OrderConfirmed',
    );
    const { slot, total, currency, lateByMs } = confirmed?.data ?? {};
    return { orderId, status: 'confirmed', slot, total, currency, lateByMs };
  }

  /** Calls an order off while it surely never reached the kitchen. */
  @Post('orders/:orderId/cancel')
  @HttpCode(200)
  @Operation('orders.cancel', 'guest', 'storefront', 'operator')
  async cancel(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.cancelBody }) { reason }: dto.CancelBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.execute(
      { place: placeOf(orderId), asked, fingerprint: fingerprintOf({ orderId, reason }) },
      reply,
      {
        type: 'CancelOrder',
        orderId,
        by: asked.principal.id,
        reason,
      },
    );
    return { orderId, status: 'cancelled' };
  }

  private async execute(
    { place, asked, fingerprint }: Sent,
    reply: FastifyReply,
    command: OrderCommand,
  ): Promise<readonly OrderEvent[]> {
    const stream = serviceDayStream(place.storeId, place.businessDate);
    const answer = await this.bus.execute(
      new HandleOrder(place, envelopeFor(asked, stream, fingerprint, command)),
    );
    if (answer.kind === 'key-reused') throw keyReused();
    if (answer.kind === 'rejected') throw orderProblem(answer.rejection);
    answerHeaders(reply, this.store.logId, answer);
    return answer.events;
  }
}

interface Sent {
  readonly place: OrderPlace;
  readonly asked: Request;
  readonly fingerprint: string;
}

const placeOf = (orderId: string): OrderPlace => {
  const place = placeOfOrder(orderId);
  if (place === undefined) throw orderProblem({ code: 'ORDER_UNKNOWN', orderId });
  return place;
};
