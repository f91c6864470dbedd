import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a projection has come, moved in the transaction that writes its rows. */
@Entity('projection_checkpoint')
export class CheckpointRow {
  @PrimaryColumn('text')
  projection!: string;

  @Column('text', { name: 'log_id' })
  logId!: string;

  /** Last handled position, as decimal text. */
  @Column('numeric', { precision: 20, scale: 0 })
  position!: string;
}
