import { CommanderError } from 'commander';
import { systemTime } from '../../src/platform/clock/index.js';
import { causeOf } from './cannot-start.js';
import { commandLine, type CliOptions } from './command-line.js';
import { readScenario } from './scenario.js';
import { startSimulator, type Simulator } from './simulator.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const log = (line: string): void => {
  process.stderr.write(`pos-simulator: ${line}\n`);
};

/** A judge who cannot write leaves the room, at once and unmistakably. */
const giveUp = (error: unknown): never => {
  log(`the ledger cannot be written: ${causeOf(error)}; free the disk and start again`);
  process.exit(EXIT_FAILED);
};

const run = async (options: CliOptions): Promise<void> => {
  const { port, adminPort, data, clock, seed, profile, account, json } = options;
  const simulator = await startSimulator({
    folder: data,
    posPort: port,
    adminPort,
    seed,
    profile,
    accounts: account,
    scenario: options.scenario === undefined ? undefined : readScenario(options.scenario),
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
