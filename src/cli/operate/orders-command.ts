import { Command } from 'commander';
import { columns } from './columns.js';
import { asDate, jsonOption, urlOption } from './operate-options.js';
import { OperatorApi, type Order, type StuckOrder } from './operator-api.js';

interface Options {
  readonly url: string;
  readonly json: boolean;
  readonly store?: string;
}

/** `rushline orders`: what an operator asks about orders. */
export const ordersCommand = (): Command =>
  new Command('orders')
    .description('What an operator asks about orders')
    .addCommand(stuckCommand())
    .addCommand(outsideCommand());

const stuckCommand = (): Command =>
  new Command('stuck')
    .description('Orders that go no further by themselves: why, and what can be done about each')
    .option('--store <storeId>', 'of this store alone')
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 answered, be it with none; 1 the server did not answer; 2 wrong usage.',
    )
    .action(async ({ url, json, store }: Options) => {
      const orders = await new OperatorApi(url).stuck(store === undefined ? {} : { storeId: store });
      process.stdout.write(json ? `${JSON.stringify({ orders })}\n` : toldStuck(orders));
    });

const outsideCommand = (): Command =>
  new Command('outside')
    .description('Orders of a day whose slot the store sells no longer, since its hours or terms changed')
    .requiredOption('--store <storeId>', 'the store')
    .requiredOption('--date <date>', 'the business date', asDate)
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 answered, be it with none; 1 the server did not answer; 2 wrong usage.',
    )
    .action(async ({ url, json, store = '', date }: Options & { readonly date: string }) => {
      const orders = await new OperatorApi(url).orders(store, date, { outside: 'true' });
      process.stdout.write(json ? `${JSON.stringify({ orders })}\n` : toldOutside(orders));
    });

const toldStuck = (orders: readonly StuckOrder[]): string => {
  if (orders.length === 0) return 'No order is stuck.\n';
  const rows = orders.map(order => [
    order.orderId,
    order.storeId,
    order.slot,
    order.stuckBecause.join(', '),
    order.actions.join(', '),
    order.why ?? '',
  ]);
  return columns([['order', 'store', 'slot', 'because', 'you can', 'why'], ...rows]);
};

const toldOutside = (orders: readonly Order[]): string =>
  orders.length === 0
    ? 'No order is left outside.\n'
    : columns([
        ['order', 'slot', 'status'],
        ...orders.map(({ orderId, slot, status }) => [orderId, slot, status]),
      ]);
