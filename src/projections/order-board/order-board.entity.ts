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

  @Column('text', { name: 'held_by' })
  heldBy!: string;

  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('boolean', { name: 'needs_person' })
  needsPerson!: boolean;

  @Column('boolean')
  cancelling!: boolean;

  /** From when on it counts as stuck if nothing more happens to it. */
  @Column('timestamptz', { name: 'stuck_after', nullable: true })
  stuckAfter!: Date | null;

  /** True where its day sells its slot no longer. */
  @Column('boolean')
  outside!: boolean;

  /** Revision of the event that said so, or said the contrary: of the day's terms, or of the order's own place. */
  @Column('numeric', { name: 'outside_revision', precision: 20, scale: 0 })
  outsideRevision!: string;

  /** Everything else the board shows; `json` keeps its fields in the order people read them. */
  @Column('json')
  details!: BoardOrder;

  @Column('jsonb', { nullable: true })
  customer!: Sealed | null;

  /** Revision of the last event of this order in its day's stream. */
  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;
}
