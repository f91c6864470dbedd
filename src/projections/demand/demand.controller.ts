import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Operation } from '../../platform/identity/index.js';
import { calendarDate } from '../../platform/requests/index.js';
import { knownStoreId } from '../query-fields.js';
import { DemandDroppedRow, DemandRow } from './demand.entities.js';

interface Sum {
  readonly slot: Date;
  readonly limit: string;
  readonly kept: string;
  readonly weight: string;
  readonly items: string;
  readonly amount: string;
  readonly prepSeconds: string;
}

@ApiTags('operations')
@Controller('stores')
export class DemandController {
  constructor(private readonly database: DataSource) {}

  /**
   * What was asked for on a day and refused, by slot and by what was in the way. It is a sample: `coverage` says how many
   * refusals are kept, for how many they stand and how many fell away.
   */
  @Get(':storeId/days/:businessDate/demand')
  @Operation('demand.of-day', 'operator', 'auditor')
  async ofDay(
    @Param('storeId', { schema: knownStoreId }) storeId: string,
    @Param('businessDate', { schema: calendarDate }) businessDate: string,
  ): Promise<object> {
    const sums = await this.sums(storeId, businessDate);
    const fallen = await this.database.getRepository(DemandDroppedRow).findOneBy({ storeId, businessDate });
    const total = (value: (sum: Sum) => string) => sums.reduce((all, sum) => all + Number(value(sum)), 0);
    return {
      storeId,
      businessDate,
      refused: sums.map(({ slot, limit, weight, items, amount, prepSeconds }) => ({
        slot: slot.toISOString(),
        limit,
        orders: Number(weight),
        items: Number(items),
        amount: Number(amount),
        prepSeconds: Number(prepSeconds),
      })),
      coverage: {
        kept: total(({ kept }) => kept),
        weight: total(({ weight }) => weight),
        dropped: Number(fallen?.dropped ?? 0),
      },
    };
  }

  private sums(storeId: string, businessDate: string): Promise<readonly Sum[]> {
    return this.database
      .getRepository(DemandRow)
      .createQueryBuilder('d')
      .select('d.slot', 'slot')
      .addSelect('d.binding_limit', 'limit')
      .addSelect('count(*)', 'kept')
      .addSelect('sum(d.weight)', 'weight')
      .addSelect('sum(d.weight * d.items::bigint)', 'items')
      .addSelect('sum(d.weight * d.amount)', 'amount')
      .addSelect('sum(d.weight * d.prep_seconds::bigint)', 'prepSeconds')
      .where({ storeId, businessDate })
      .groupBy('d.slot')
      .addGroupBy('d.binding_limit')
      .orderBy('d.slot')
      .addOrderBy('d.binding_limit')
      .getRawMany<Sum>();
  }
}
