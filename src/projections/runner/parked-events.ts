import type { DataSource, EntityManager } from 'typeorm';
import type { Parked, ParkingLot } from '../../event-sourcing/index.js';
import { ParkedRow } from './parked.entity.js';

/** The parked keys of every consumer, in one table. */
export class ParkedEvents implements ParkingLot {
  private readonly manager: EntityManager;

  constructor(database: DataSource) {
    this.manager = database.manager;
  }

  async of(consumer: string): Promise<readonly Parked[]> {
    const rows = await this.manager.find(ParkedRow, { where: { consumer }, order: { position: 'ASC' } });
    return rows.map(({ parkedAt: _parkedAt, revision, position, ...rest }) => ({
      ...rest,
      revision: BigInt(revision),
      position: BigInt(position),
    }));
  }

  park(parked: Parked): Promise<void> {
    return writeParked(parked, this.manager);
  }

  unpark(consumer: string, key: string): Promise<void> {
    return eraseParked({ consumer, key }, this.manager);
  }
}

/** Parks within a transaction of the caller's. */
export const writeParked = async (
  { revision, position, ...rest }: Parked,
  manager: EntityManager,
): Promise<void> => {
  const row = { ...rest, revision: revision.toString(), position: position.toString() };
  await manager.upsert(ParkedRow, row, ['consumer', 'key']);
};

export const eraseParked = async (
  { consumer, key }: Pick<Parked, 'consumer' | 'key'>,
  manager: EntityManager,
): Promise<void> => {
  await manager.delete(ParkedRow, { consumer, key });
};
