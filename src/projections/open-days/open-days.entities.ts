import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Store } from '../../stores/index.js';

/** A store as its room folds it, but for what the row says elsewhere. */
export type FoldedStore = Omit<Store, 'revision'>;

/** A store of the chain, as it is now. */
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

  /** Null in a row of before there was more to a store than its opening, until the log has been read again. */
  @Column('json', { nullable: true })
  folded!: FoldedStore | null;

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

/** A service day that was closed: its opening, told again, opens nothing. */
@Entity('closed_day')
export class ClosedDayRow {
  @PrimaryColumn('text')
  stream!: string;
}
