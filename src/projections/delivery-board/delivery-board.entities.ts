import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BoardDelivery, DeliveryState } from './delivery-board.projection.js';

/** The handing over of one confirmed order, as those who run the deliveries follow it. */
@Entity('delivery_board')
export class DeliveryRow {
  @PrimaryColumn('text', { name: 'order_id' })
  orderId!: string;

  @Column('text', { name: 'store_id' })
  storeId!: string;

  @Column('date', { name: 'business_date' })
  businessDate!: string;

  @Column('timestamptz')
  slot!: Date;

  @Column('timestamptz')
  due!: Date;

  @Column('text')
  account!: string;

  @Column('text')
  location!: string;

  @Column('text')
  state!: DeliveryState;

  @Column('boolean', { name: 'in_progress' })
  inProgress!: boolean;

  /** What no column says. */
  @Column('json')
  details!: Omit<BoardDelivery, 'due' | 'account' | 'location'>;

  /** Revision of the terms, or of the order's own event, by which it is due when it is. */
  @Column('numeric', { name: 'terms_revision', precision: 20, scale: 0 })
  termsRevision!: string;

  /** Revision of the last event of this order in its day's stream. */
  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;
}

/** What the orders of a day are due by, and where they go. */
@Entity('delivery_day')
export class DeliveryDayRow {
  @PrimaryColumn('text')
  stream!: string;

  @Column('integer', { name: 'deliver_minutes_before' })
  deliverMinutesBefore!: number;

  @Column('text')
  account!: string;

  @Column('text')
  location!: string;

  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;
}
