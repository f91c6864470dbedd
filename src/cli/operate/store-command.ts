import { Command, Option } from 'commander';
import { closeNow, type CloseNow, type Closing } from './close-now.js';
import { columns } from './columns.js';
import { asInstant, jsonOption, urlOption } from './operate-options.js';
import { OperatorApi } from './operator-api.js';

const HOW_IT_WORKS = `
No slot of the store is sold from now on until the given instant, or to the end of the day that is under way. Holds that
were given stay valid: tell it again to see to orders that were confirmed meanwhile; what was done is not done twice.

  --orders list    names the orders that stand in those slots
  --orders cancel  calls every one of them off; what the kitchen has is asked back
  --orders move    takes each to the first slot with room after the closing, on the same day

Exit codes: 0 done; 1 an order could not be cancelled or moved, or the server did not answer; 2 wrong usage.`;

interface Options extends Omit<CloseNow, 'storeId'> {
  readonly url: string;
  readonly json: boolean;
}

/** `rushline store`: what an operator does with a store. */
export const storeCommand = (): Command =>
  new Command('store').description('What an operator does with a store').addCommand(
    new Command('close-now')
      .description('Stops selling a store from now on, and lists, cancels or moves the orders it stands with')
      .argument('<storeId>', 'the store, as `GET /stores` names it')
      .requiredOption('--why <text>', 'recorded with the change, and told with each cancellation')
      .option('--until <instant>', 'sell again from then on; default: the end of the present day', asInstant)
      .addOption(
        new Option('--orders <what>', 'what becomes of the orders that stand in those slots')
          .choices(['list', 'cancel', 'move'])
          .default('list'),
      )
      .addOption(urlOption())
      .addOption(jsonOption())
      .addHelpText('after', HOW_IT_WORKS)
      .action(async (storeId: string, { url, json, ...asked }: Options) => {
        const closing = await closeNow(new OperatorApi(url), { storeId, ...asked });
        process.stdout.write(json ? `${JSON.stringify(closing)}\n` : told(closing));
        if (closing.orders.some(({ outcome }) => outcome === 'refused')) process.exitCode = 1;
      }),
  );

const told = ({ storeId, closed, orders }: Closing): string => {
  if (closed.length === 0) return `${storeId} has no slot left to close.\n`;
  const stretches = closed.map(
    ({ businessDate, from, until, pending }) =>
      `${storeId} sells nothing of ${businessDate} from ${from} until ${until}${pending ? ' (on its way)' : ''}.\n`,
  );
  const rows = orders.map(({ orderId, slot, status, outcome, to = '', why = '' }) => [
    orderId,
    slot,
    status,
    outcome,
    to,
    why,
  ]);
  const header = ['order', 'slot', 'was', 'now', 'to', 'why'];
  const table = rows.length === 0 ? 'No order stands in them.\n' : columns([header, ...rows]);
  return stretches.join('') + table;
};
