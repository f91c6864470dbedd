import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/index.js';
import { SystemError } from './system/index.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Each command is loaded only when it is asked for: `--help` should not wait for a database driver. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const entries: readonly Entry[] = [
  {
    name: 'demo',
    summary: 'run everything with demo stores and a trickle of demo orders',
    load: async () => (await import('./demo/demo-command.js')).demoCommand(),
  },
  {
    name: 'rush',
    summary: 'drive a rush of real orders through the public API, and judge the outcome',
    load: async () => (await import('./rush/rush-command.js')).rushCommand(),
  },
  {
    name: 'store',
    summary: 'close a store now, and see to the orders it stands with',
    load: async () => (await import('./operate/store-command.js')).storeCommand(),
  },
  {
    name: 'orders',
    summary: 'orders that are stuck, or left outside by a change of hours',
    load: async () => (await import('./operate/orders-command.js')).ordersCommand(),
  },
  {
    name: 'dossier',
    summary: 'everything about the handing over of one order',
    load: async () => (await import('./operate/dossier-command.js')).dossierCommand(),
  },
  {
    name: 'catalogue',
    summary: 'print every event of the log on one page, as Markdown',
    load: async () => {
      const { eventCataloguePage } = await import('./event-catalogue-page.js');
      return new Command('catalogue').action(() => void process.stdout.write(eventCataloguePage()));
    },
  },
];

const version = (): string => {
  const packageFile = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
};

const program = async (words: readonly string[]): Promise<Command> => {
  const all = new Command('rushline')
    .description(
      'Pickup timeslots promised in an instant, never oversold, handed to the kitchen just in time.',
    )
    .version(version())
    .addHelpText('after', '\nExit codes: 0 done; 1 failed, or a promise was broken; 2 wrong usage.')
    .exitOverride();
  for (const { name, summary, load } of entries) {
    const command = words.includes(name) ? await load() : new Command(name);
    all.addCommand(command.description(summary).copyInheritedSettings(all));
    command.commands.forEach(part => part.copyInheritedSettings(command));
  }
  return all;
};

/** What went wrong: one line where the cause is understood, else everything there is to find it by. */
const complaintOf = (error: unknown): string => {
  if (error instanceof SystemError || error instanceof EmbeddedPostgresError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const exitCodeOf = (error: unknown): number => {
  // commander has said itself what was wrong with the command line; help is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  process.stderr.write(`rushline: ${complaintOf(error)}\n`);
  return EXIT_FAILED;
};

// `rushline … | head`: where nobody reads any more, there is nothing left to do.
process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'));

try {
  await (await program(process.argv.slice(2))).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
