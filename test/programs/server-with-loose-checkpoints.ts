import type { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/platform/config/index.js';
import { armFailpoint } from '../../src/platform/failpoints/index.js';
import { Checkpoint } from '../../src/projections/runner/checkpoint.js';
import { createServer } from '../../src/server.js';

/*
 * The server with the tie between rows and checkpoint taken away: a projection first notes that it has handled a batch,
 * and then writes the rows of it, in a transaction of their own. The specs run it to see that they would notice.
 */
const { moving } = Checkpoint.prototype;
Checkpoint.prototype.moving = async function (this: Checkpoint, to, work) {
  await moving.call(this, to, () => Promise.resolve());
  const database = Reflect.get(this, 'database') as DataSource;
  await database.transaction(work);
};

const config = readConfig(process.env);
if (config.failpoint !== undefined) armFailpoint(config.failpoint);
const server = await createServer(AppModule.for(config, config.databaseUrl ?? ''));
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
