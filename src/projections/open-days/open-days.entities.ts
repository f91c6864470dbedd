import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A store of the chain, for lists. */
@Entity('store_list')
export class StoreRow {
  @PrimaryColumn('text', { name: 'store_id' })
  storeId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  address!: string;

  @Column('text')
  zone!: string;

  @Column('text')
  currency!: string;

  /** Revision of the store's stream this row stands for. */
  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;
}

/** A service day that is open: what availability and the process managers read when a node starts. */
@Entity('open_day')
export class OpenDayRow {
  @PrimaryColumn('text')
  stream!: string;

  @Column('text', { name: 'store_id' })
  storeId!: string;

  @Column('date', { name: 'business_date' })
  businessDate!: string;
}
