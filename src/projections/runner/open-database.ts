import { DataSource, type DataSourceOptions } from 'typeorm';

/** Connects and brings the tables up to date. Nodes that start together take turns. */
export const openDatabase = async (options?: DataSourceOptions): Promise<DataSource> => {
  if (options === undefined) throw new TypeError('the projections have no database');
  const database = await new DataSource(options).initialize();
  const turn = database.createQueryRunner();
  try {
    await turn.query(`select pg_advisory_lock(hashtextextended('rushline.migrate', 0))`);
    await database.runMigrations();
  } finally {
    await turn.query(`select pg_advisory_unlock(hashtextextended('rushline.migrate', 0))`);
    await turn.release();
  }
  return database;
};
