import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openReadModels, type ReadModels } from '../projections/told-log.js';
import { closeHouses } from '../http/house.js';

const COMMITTED = join(import.meta.dirname, 'read-model-tables.txt');

const SHAPE = `
  select line from (
    select format('%s.%s %s%s', table_name, column_name, data_type,
                  case when is_nullable = 'YES' then '' else ' not null' end) as line
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'migrations'
    union all
    select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migrations'
  ) shape order by line collate "C"`;

let models: ReadModels;

beforeAll(async () => {
  models = await openReadModels();
});
afterAll(async () => {
  await models.database.destroy();
  await closeHouses();
});

const shape = async (): Promise<string> =>
  (await models.rows<{ line: string }>(SHAPE)).map(({ line }) => `${line}\n`).join('');

describe('The tables of the read models', () => {
  it('are what the committed picture of them says: who changes one changes both, with a migration of its own', async () => {
    expect(await shape()).toBe(readFileSync(COMMITTED, 'utf8'));
  });

  it('are all that the migrations make, and are gone when each is taken back', async () => {
    for (let left = models.database.migrations.length; left > 0; left -= 1) {
      await models.database.undoLastMigration();
    }
    expect(await shape()).toBe('');
    await models.database.runMigrations();
    expect(await shape()).toBe(readFileSync(COMMITTED, 'utf8'));
  });
});
