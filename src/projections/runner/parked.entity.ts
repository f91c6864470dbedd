import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A key that waits behind an event its consumer could not handle. */
@Entity('parked_event')
export class ParkedRow {
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  stream!: string;

  /** Revision of the event that could not be handled, as decimal text. */
  @Column('numeric', { precision: 20, scale: 0 })
  revision!: string;

  @Column('numeric', { precision: 20, scale: 0 })
  position!: string;

  @Column('text')
  type!: string;

  @Column('text')
  error!: string;

  @Column('int')
  attempts!: number;

  @CreateDateColumn({ name: 'parked_at', type: 'timestamptz' })
  parkedAt!: Date;
}
