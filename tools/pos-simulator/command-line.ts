import { Command, InvalidArgumentError } from 'commander';
import type { ClockSegment } from '../../src/platform/clock/index.js';
import { causeOf } from './cannot-start.js';
import { clockSegmentSchema } from './clock-keeper.js';
import { complaintOf, phraseOf } from './complaint.js';
import { accountName, type AccountOrder } from './profiles/accounts.js';
import { PROFILE_NAMES, profileName, type ProfileName } from './profiles/profiles.js';

const PORT_MAX = 65_535;
const SEED_MAX = 2 ** 32 - 1;

export interface CliOptions {
  readonly port: number;
  readonly adminPort: number;
  readonly data: string;
  readonly clock?: ClockSegment;
  readonly seed: number;
  readonly profile?: ProfileName;
  readonly account: Readonly<Record<string, AccountOrder>>;
  readonly scenario?: string;
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

const profile = (written: string): ProfileName => {
  const read = profileName.safeParse(written);
  if (read.success) return read.data;
  throw new InvalidArgumentError(`Expected one of ${PROFILE_NAMES.join(', ')}.`);
};

/** `NAME=PROFILE`, once for each account. */
const account = (
  written: string,
  before: Readonly<Record<string, AccountOrder>>,
): Readonly<Record<string, AccountOrder>> => {
  const [name = '', its = ''] = written.split('=');
  if (!accountName.safeParse(name).success) throw new InvalidArgumentError('Expected NAME=PROFILE.');
  return { ...before, [name]: { profile: profile(its), parameters: {} } };
};

const AFTERWORD = `
Every account but those named by --account or in the scenario has the profile of --profile. A client says which
account is its own in the header X-Pos-Account; without it, it is "default".
A scenario is a JSON file {profile?, accounts?, webhooks?, faults?} in the words of the admin API; the options of the
command line go before it.

Exit codes: 0 stopped when asked to; 1 could not start or go on; 2 wrong usage.`;

export const commandLine = (): Command =>
  new Command('pos-simulator')
    .description('A Point of Sale to run against. Its ledger says how many tickets a kitchen saw.')
    .requiredOption('--data <folder>', 'where its ledger, clock and lock are kept')
    .option('--port <number>', 'port of the POS API; 0 for any free one', wholeNumber(PORT_MAX), 4010)
    .option('--admin-port <number>', 'port of the admin API; 0 for any free one', wholeNumber(PORT_MAX), 4011)
    .option(
      '--profile <name>',
      `how the POS behaves: ${PROFILE_NAMES.join(', ')} (default: classic)`,
      profile,
    )
    .option('--account <name=profile>', 'how it behaves towards one account; may be repeated', account, {})
    .option('--scenario <file>', 'JSON file of what the run begins with')
    .option(
      '--clock <segment>',
      'business clock as JSON: {number, realEpochMs, virtualEpochMs, speed}',
      clockSegment,
    )
    .option('--seed <number>', 'seed of the guests and of the faults with a rate', wholeNumber(SEED_MAX), 1)
    .option('--json', 'say in JSON when it is ready', false)
    .addHelpText('after', AFTERWORD)
    .exitOverride();
