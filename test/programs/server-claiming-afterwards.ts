import { AppModule } from '../../src/app.module.js';
import { DispatchOrder } from '../../src/orders/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';

/*
 * The server that writes down what it asks of a POS only when it has the answer: the claim of a void reaches the log
 * together with its outcome. The specs run it to see that they would notice.
 */
const { send } = DispatchOrder.prototype;
type Send = typeof send;
const claims = new Map<string, Parameters<Send>>();

DispatchOrder.prototype.send = async function (this: DispatchOrder, command, key) {
  if (command.type === 'StartVoid') {
    claims.set(command.orderId, [command, key]);
    return { kind: 'accepted', repeated: false } as unknown as Awaited<ReturnType<Send>>;
  }
  const claim = command.type === 'RecordVoid' ? claims.get(command.orderId) : undefined;
  if (claim !== undefined) await send.apply(this, claim);
  return send.call(this, command, key);
};

const config = readConfig(process.env);
const server = await createServer(AppModule.for(config, config.databaseUrl ?? ''));
await server.listen(config.port, config.host);
process.stdout.write(`rushline listens at ${await server.getUrl()}\n`);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
