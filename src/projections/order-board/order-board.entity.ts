import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Sealed } from '../../orders/index.js';
import type { BoardOrder } from './order-board.projection.js';

/** One order, or a hold that may become one, as staff and guests follow it. */
@Entity('order_board')
export class OrderBoardRow {
  @PrimaryColumn('text', { name: 'order_id' })
  orderId!: string;

  @Column('text', { name: 'store_id' })
  storeId!: string;

  @Column('date', { name: 'business_date' })
  businessDate!: string;

  @Column('timestamptz')
  slot!: Date;

  @Column('text')
  status!: BoardOrder['status'];

  /** Everything else the board shows; `json` keeps its fields in the order people read them. */
  @Column('json')
  details!: BoardOrder;

  @Column('jsonb', { nullable: true })
  customer!: Sealed | null;

  /** Revision of the last event of this order in its day's stream. */
  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;
}
