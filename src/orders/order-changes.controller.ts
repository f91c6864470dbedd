import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Operation } from '../platform/identity/index.js';
import { Asked, type Request } from '../platform/requests/index.js';
import { OrderKeys } from '../platform/sealing/index.js';
import * as dto from './order.dto.js';
import { recorded, SubmitOrder } from './submit-order.js';

@ApiTags('orders')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller('orders')
export class OrderChangesController {
  constructor(
    private readonly submit: SubmitOrder,
    private readonly keys: OrderKeys,
  ) {}

  /** Takes a confirmed order to another slot of its day, while it surely never reached the kitchen. */
  @Post(':orderId/move')
  @HttpCode(200)
  @Operation('orders.move', 'guest', 'storefront', 'operator')
  async move(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.moveBody }) { slot }: dto.MoveBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const by = asked.principal.id;
    const events = await this.submit.about(
      { asked, reply },
      { type: 'MoveOrder', orderId, toSlot: slot, by },
    );
    return { orderId, status: 'confirmed', slot: recorded(events, 'OrderMoved')?.to ?? slot };
  }

  /**
   * Calls an order off: at once while it surely never reached the kitchen. Otherwise the POS is asked to take it back, and
   * the order’s status says what came of it.
   */
  @Post(':orderId/cancel')
  @HttpCode(200)
  @Operation('orders.cancel', 'guest', 'storefront', 'operator')
  async cancel(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.cancelBody }) { reason }: dto.CancelBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { id: by, roles } = asked.principal;
    const asStorefront = roles.includes('storefront');
    const events = await this.submit.about(
      { asked, reply },
      { type: 'CancelOrder', orderId, by, reason, asStorefront },
    );
    // Where nothing was recorded it was asked for before, and the order says what came of it.
    const cancelled =
      (recorded(events, 'OrderCancelled') ?? recorded(events, 'CancellationTold')) !== undefined;
    return { orderId, status: cancelled ? 'cancelled' : 'cancellation-requested' };
  }

  /** Has an order sent once more on a person’s word. A ticket of an open attempt may exist: then the kitchen sees two. */
  @Post(':orderId/redeliver')
  @HttpCode(200)
  @Operation('orders.redeliver', 'operator')
  async redeliver(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.redeliverBody }) { why }: dto.RedeliverBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const by = asked.principal.id;
    const events = await this.submit.about({ asked, reply }, { type: 'RedeliverOrder', orderId, by, why });
    const { until, closedAttempt } = recorded(events, 'RedeliveryOrdered') ?? {};
    return { orderId, until, closedAttempt, mayExistTwice: closedAttempt !== undefined };
  }

  /** Records a person’s word on an order: the kitchen has it, or surely has it not. */
  @Post(':orderId/resolve')
  @HttpCode(200)
  @Operation('orders.resolve', 'operator')
  async resolve(
    @Param('orderId') orderId: string,
    @Body({ schema: dto.resolveBody }) body: dto.ResolveBody,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const by = asked.principal.id;
    await this.submit.about({ asked, reply }, { type: 'ResolveDelivery', orderId, by, ...body });
    return { orderId, as: body.as };
  }

  /** Destroys the key to the guest’s name, phone and notes, for good. The order itself stays. */
  @Post(':orderId/forget')
  @HttpCode(200)
  @Operation('orders.forget', 'operator')
  async forget(
    @Param('orderId') orderId: string,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.submit.about({ asked, reply }, { type: 'ForgetGuest', orderId, by: asked.principal.id });
    await this.keys.destroy(orderId);
    return { orderId, forgotten: true };
  }
}
