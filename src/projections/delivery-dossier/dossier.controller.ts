import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { placeOfOrder } from '../../orders/index.js';
import { Operation } from '../../platform/identity/index.js';
import { Problem } from '../../platform/problem/index.js';
import { DeliveryDossiers } from './delivery-dossiers.js';

@ApiTags('orders')
@Controller('orders')
export class DossierController {
  constructor(private readonly dossiers: DeliveryDossiers) {}

  /**
   * Everything about the handing over of one order: each attempt with where it went, whether bytes were sent, what came
   * of it, how that was learned and how long it took; voids; escalations; who decided what; what the POS said of the
   * ticket. No word of the guest's.
   */
  @Get(':orderId/dossier')
  @Operation('orders.dossier', 'operator', 'auditor')
  async read(@Param('orderId') orderId: string): Promise<object> {
    const place = placeOfOrder(orderId);
    const dossier = place && (await this.dossiers.of(orderId, place));
    if (place === undefined || dossier === undefined) {
      throw new Problem(404, 'ORDER_UNKNOWN', {
        title: `There is no order ${orderId}.`,
        todo: 'Check the order id.',
      });
    }
    return { orderId, ...place, ...dossier };
  }
}
