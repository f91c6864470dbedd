import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { systemTime, type ClockSegment } from '../../src/platform/clock/index.js';
import { causeOf } from './cannot-start.js';
import { clockSegmentSchema } from './clock-keeper.js';
import { complaintOf, phraseOf } from './complaint.js';
import { startSimulator, type Simulator } from './simulator.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const PORT_MAX = 65_535;

interface CliOptions {
  readonly port: number;
  readonly adminPort: number;
  readonly data: string;
  readonly clock?: ClockSegment;
  readonly seed: number;
  readonly json: boolean;
}

const wholeNumber =
  (max: number) =>
  (written: string): number => {
    const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
    if (!(value <= max)) throw new InvalidArgumentError(`Expected a whole number from 0 to ${max}.`);
    return value;
  };

const clockSegment = (written: string): ClockSegment => {
  const segment = clockSegmentSchema.safeParse(jsonOf(written));
  if (segment.success) return segment.data;
  throw new InvalidArgumentError(`Expected a clock segment: ${phraseOf(complaintOf(segment.error))}.`);
};

const jsonOf = (written: string): unknown => {
  try {
    return JSON.parse(written);
  } catch (error) {
    throw new InvalidArgumentError(`Expected JSON: ${causeOf(error)}.`);
  }
};

const commandLine = (): Command =>
  new Command('pos-simulator')
    .description('A Point of Sale to run against. Its ledger says how many tickets a kitchen saw.')
    .requiredOption('--data <folder>', 'where its ledger, clock and lock are kept')
    .option('--port <number>', 'port of the POS API; 0 for any free one', wholeNumber(PORT_MAX), 4010)
    .option('--admin-port <number>', 'port of the admin API; 0 for any free one', wholeNumber(PORT_MAX), 4011)
    .option(
      '--clock <segment>',
      'business clock as JSON: {number, realEpochMs, virtualEpochMs, speed}',
      clockSegment,
    )
    .option(
      '--seed <number>',
      'seed of the guests and of the faults with a rate',
      wholeNumber(2 ** 32 - 1),
      1,
    )
    .option('--json', 'say in JSON when it is ready', false)
    .addHelpText('after', '\nExit codes: 0 stopped when asked to; 1 could not start or go on; 2 wrong usage.')
    .exitOverride();

const log = (line: string): void => {
  process.stderr.write(`pos-simulator: ${line}\n`);
};

/** A judge who cannot write leaves the room, at once and unmistakably. */
const giveUp = (error: unknown): never => {
  log(`the ledger cannot be written: ${causeOf(error)}; free the disk and start again`);
  process.exit(EXIT_FAILED);
};

const run = async ({ port, adminPort, data, clock, seed, json }: CliOptions): Promise<void> => {
  const simulator = await startSimulator({
    folder: data,
    posPort: port,
    adminPort,
    seed,
    segment: clock,
    network: systemTime,
    log,
    onLedgerFailure: giveUp,
  });
  stopOnSignal(simulator);
  const { posUrl: pos, adminUrl: admin } = simulator;
  process.stdout.write(
    json ? `${JSON.stringify({ pos, admin })}\n` : `POS ${pos}  admin ${admin}  data ${data}\n`,
  );
};

const stopOnSignal = (simulator: Simulator): void => {
  const stop = () => {
    simulator.stop().catch((error: unknown) => {
      log(`could not stop cleanly: ${causeOf(error)}`);
      process.exitCode = EXIT_FAILED;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

/** commander has said itself what was wrong with the command line; help is no failure. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  log(causeOf(error));
  return EXIT_FAILED;
};

try {
  await run(commandLine().parse().opts<CliOptions>());
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
