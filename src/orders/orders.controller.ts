import { Body, Controller, Delete, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { canonicalJson, NOT_COMPARED } from '../event-sourcing/index.js';
import { Operation } from '../platform/identity/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { Asked, fingerprintOf, type Request } from '../platform/requests/index.js';
import { hmacUnder, KeyDestroyed, OrderKeys, seal } from '../platform/sealing/index.js';
import { ORDER_RANDOM_BYTES, orderIdOf, type OrderPlace } from './order-id.js';
import * as dto from './order.dto.js';
import { ReferencedHolds } from './referenced-holds.js';
import { placeOf, recorded, SubmitOrder, type Sent } from './submit-order.js';

@ApiTags('orders')
@ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'Fresh for each new command; the same when it is repeated.',
})
@Controller()
export class OrdersController {
  constructor(
    private readonly submit: SubmitOrder,
    private readonly keys: OrderKeys,
    private readonly referenced: ReferencedHolds,
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
    const { reference } = body;
    const minted = orderIdOf(place, this.random.bytes(ORDER_RANDOM_BYTES));
    const hold = (orderId: string) => this.heldAs(orderId, place, { asked, reply }, body);
    const held =
      reference === undefined
        ? await hold(minted)
        : await this.referenced.hold({ asked, place, reference, orderId: minted }, hold);
    void reply.header('location', `/orders/${held?.orderId ?? minted}`);
    return { status: 'held', ...held };
  }

  /** Renews a hold that has not run out, a bounded number of times. */
  @Post('orders/:orderId/hold/renew')
  @HttpCode(200)
  @Operation('orders.renew', 'guest', 'storefront')
  async renew(
    @Param('orderId') orderId: string,
    @Asked() asked: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const events = await this.submit.about(
      { asked, reply },
      { type: 'RenewHold', orderId, by: asked.principal.id },
    );
    return { status: 'held', ...recorded(events, 'HoldRenewed') };
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
    await this.submit.about({ asked, reply }, { type: 'ReleaseHold', orderId, by: asked.principal.id });
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
    const { customer: _customer, ...order } = body;
    const { fingerprint, sealed } = await this.sealedUnder(orderId, body);
    const events = await this.submit.at(
      place,
      { asked, reply, fingerprint },
      { type: 'ConfirmOrder', orderId, ...order, customer: sealed },
    );
    const { slot, total, currency, lateByMs } = recorded(events, 'OrderConfirmed') ?? {};
    return { orderId, status: 'confirmed', slot, total, currency, lateByMs };
  }

  private async heldAs(orderId: string, place: OrderPlace, { asked, reply }: Sent, body: dto.HoldBody) {
    const { slot, items, amount, prepSeconds, reference } = body;
    // The order id is minted afresh for a repeated request, so the body alone tells it from another one.
    const events = await this.submit.at(
      place,
      { asked, reply, fingerprint: fingerprintOf(body) },
      {
        type: 'HoldTimeslot',
        orderId,
        slot,
        load: { orders: 1, items, amount, prepSeconds },
        by: asked.principal.id,
        guest: !asked.principal.roles.includes('storefront'),
        ...(reference === undefined ? {} : { reference }),
      },
    );
    return recorded(events, 'TimeslotHeld');
  }

  /** Seals a guest's data under the order's key. Of a forgotten guest nothing can be told, so nothing is compared. */
  private async sealedUnder(orderId: string, body: dto.ConfirmBody) {
    try {
      const key = await this.keys.mint(orderId);
      return { fingerprint: hmacUnder(key, canonicalJson(body)), sealed: seal(key, body.customer) };
    } catch (cause) {
      if (!(cause instanceof KeyDestroyed)) throw cause;
      return { fingerprint: NOT_COMPARED, sealed: { keyId: orderId, nonce: '', ciphertext: '' } };
    }
  }
}
