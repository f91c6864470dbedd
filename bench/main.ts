import { tmpdir } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { causeOf } from '../src/cli/system/index.js';
import type { Bench, BenchOptions, Measured } from './bench.js';
import { benches } from './benches.js';
import { describeMachine } from './machine/machine.js';
import { machineLine, tableOf } from './report/table.js';
import { stopWhenTold } from './parts.js';
import { missesOf, verdictOf } from './verdict.js';

const EXIT_MISSED = 1;
const EXIT_USAGE = 2;
const EXIT_NOT_MEASURED = 3;
const EXIT_STOPPED = 130;

const DEFAULT_ROUNDS = 5;
const DEFAULT_SECONDS = 3;

interface Options extends Omit<BenchOptions, 'profileDir'> {
  readonly json: boolean;
  readonly profile?: string;
}

/** Progress goes to standard error: standard output belongs to the report. */
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};

const chosen = (names: readonly string[]): readonly Bench[] => {
  const known = benches.map(({ name }) => name);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    progress(`there is no bench ${unknown.join(', ')}; there are: ${known.join(', ')}`);
    process.exit(EXIT_USAGE);
  }
  return names.length === 0 ? benches : benches.filter(({ name }) => names.includes(name));
};

const run = async (names: readonly string[], options: Options): Promise<number> => {
  const asked = chosen(names);
  const machine = describeMachine(tmpdir());
  progress(machineLine(machine));
  const measured: (Measured & { readonly name: string })[] = [];
  for (const bench of asked) {
    progress(`${bench.name}: ${bench.summary}`);
    const around = { ...options, profileDir: options.profile, machine, progress };
    measured.push({ name: bench.name, ...(await bench.run(around)) });
  }
  const misses = missesOf(measured);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ machine, benches: measured.map(withVerdicts), misses }, undefined, 2)}\n`
      : `${machineLine(machine)}\n\n${tableOf(measured)}\n\n${conclusion(misses)}\n`,
  );
  return misses.length === 0 ? 0 : EXIT_MISSED;
};

const withVerdicts = ({ figures, ...rest }: Measured & { readonly name: string }) => ({
  ...rest,
  figures: figures.map(figure => ({ ...figure, verdict: verdictOf(figure) })),
});

const conclusion = (misses: readonly string[]): string =>
  misses.length === 0 ? 'Every floor held.' : `MISSED:\n  ${misses.join('\n  ')}`;

const command = new Command('npm run bench --')
  .description(
    'Measures Rushline against named baselines, turn by turn in the same call. Each figure is the median of its rounds.',
  )
  .argument('[name...]', 'benches to run; all when none is named')
  .option('--json', 'print the report as JSON', false)
  .option('--full', 'the sizes that the figures are promised for, where the usual run is smaller', false)
  .option('--rounds <count>', 'rounds of each figure', positive, DEFAULT_ROUNDS)
  .option('--seconds <count>', 'how long one side of a round is under load', positive, DEFAULT_SECONDS)
  .option('--profile <folder>', 'leave processor profiles of the servers under test there')
  .addHelpText(
    'after',
    `\nBenches:\n${benches.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}\n` +
      '\nExit codes: 0 every floor held; 1 a floor was missed; 2 wrong usage; 3 something could not be measured.',
  )
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
  .action(async (names: string[], options: Options) => {
    process.exitCode = await run(names, options);
  });

stopWhenTold(EXIT_STOPPED);
try {
  await command.parseAsync();
} catch (error) {
  progress(`not measured: ${causeOf(error)}`);
  process.exitCode = EXIT_NOT_MEASURED;
}
