import { Command, InvalidArgumentError, Option } from 'commander';
import { runDemo } from './run-demo.js';

const PORT_MAX = 65_535;
/** What the server's own configuration allows. */
const SPEED_MAX = 5_000;
const ORDERS_PER_MINUTE_MAX = 6_000;
const SEED_MAX = 2 ** 32 - 1;

const wholeNumber =
  (min: number, max: number) =>
  (written: string): number => {
    const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };

const speed = (written: string): number => {
  const value = Number(written);
  if (!(value >= 1 && value <= SPEED_MAX)) {
    throw new InvalidArgumentError(`It must be a number from 1 to ${SPEED_MAX}.`);
  }
  return value;
};

interface CommandLine {
  readonly speed: number;
  readonly port: number;
  readonly posPort: number;
  readonly posAdminPort: number;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly ordersPerMinute: number;
  readonly traffic: boolean;
  readonly seed: number;
}

const port = wholeNumber(0, PORT_MAX);

const options = (): readonly Option[] => [
  new Option('--speed <factor>', 'how many times faster than life the business clock runs')
    .default(30)
    .env('CLOCK_SPEED')
    .argParser(speed),
  new Option('--port <number>', 'port of the server; 0 for any free one')
    .default(4000)
    .env('PORT')
    .argParser(port),
  new Option('--pos-port <number>', 'port of the POS simulator of a new data folder')
    .default(4010)
    .argParser(port),
  new Option('--pos-admin-port <number>', 'port to look into the simulator').default(4011).argParser(port),
  new Option('--data-dir <folder>', 'where everything is kept').default('.rushline').env('DATA_DIR'),
  new Option('--database-url <url>', 'a PostgreSQL of your own instead of the embedded one').env(
    'DATABASE_URL',
  ),
  new Option('--orders-per-minute <number>', 'how many guests come in a minute of real time')
    .default(6)
    .argParser(wholeNumber(1, ORDERS_PER_MINUTE_MAX)),
  new Option('--no-traffic', 'let no guests come'),
  new Option('--seed <number>', 'seed of what the guests choose')
    .default(1)
    .argParser(wholeNumber(0, SEED_MAX)),
];

/** What `npm start` runs. */
export const demoCommand = (): Command => {
  const command = new Command('demo');
  for (const option of options()) {
    // An empty variable counts as absent, here as in the server's own configuration.
    if (option.envVar !== undefined && process.env[option.envVar] === '') delete process.env[option.envVar];
    command.addOption(option);
  }
  return command.action(async (given: CommandLine) => {
    const speedIsAsked = command.getOptionValueSource('speed') !== 'default';
    await runDemo({ ...given, speedIsAsked });
  });
};
