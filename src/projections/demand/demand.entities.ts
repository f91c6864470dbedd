import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RefusedHold } from '../../orders/index.js';

/** A hold that was refused for want of room or time. It is a sample: no read model can be made of it anew. */
@Entity('demand')
export class DemandRow {
  /** The request’s command id: asked twice, it is wanted once. */
  @PrimaryColumn('uuid')
  request!: string;

  @Column('text', { name: 'store_id' })
  storeId!: string;

  @Column('date', { name: 'business_date' })
  businessDate!: string;

  @Column('timestamptz')
  slot!: Date;

  @Column('text', { name: 'binding_limit' })
  bindingLimit!: RefusedHold['limit'];

  @Column('integer')
  items!: number;

  @Column('bigint')
  amount!: string;

  @Column('integer', { name: 'prep_seconds' })
  prepSeconds!: number;

  /** For how many refusals it stands. */
  @Column('integer')
  weight!: number;

  @Column('timestamptz')
  at!: Date;
}

/** How many refusals of a day fell away unkept. */
@Entity('demand_dropped')
export class DemandDroppedRow {
  @PrimaryColumn('text', { name: 'store_id' })
  storeId!: string;

  @PrimaryColumn('date', { name: 'business_date' })
  businessDate!: string;

  @Column('bigint')
  dropped!: string;
}
