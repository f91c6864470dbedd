import { Command } from 'commander';
import { asDays, asSeed, asSpeed, asSqueeze, asUrl, type RushOptions } from './rush-options.js';
import { runRush } from './run-rush.js';

const DEFAULT_DAYS = 200;
const DEFAULT_SPEED = 60;

const HOW_IT_WORKS = `
Each of the busiest days of the history becomes a store that is open on one service day. Every order comes in by the
business clock, whether or not the ones before it are answered: availability, a hold, a confirmation with the real
lines. Capacities are twice the busiest slot of that day, in every dimension, divided by --squeeze.

Without --url a whole system is started for the rush and stopped after it; a server that ends meanwhile is started again.

Exit codes: 0 all held; 1 an invariant is broken, or the system cannot run; 2 wrong usage; 130 stopped by a signal.`;

/** `rushline rush`: a day's rush through the public API, and what came of it. */
export const rushCommand = (): Command =>
  new Command('rush')
    .description('Drives a rush of real orders through the whole system, and judges what came of it')
    .option('--orders <file>', 'order history as CSV, plain or gzipped; without it the demand is made up')
    .option('--days <number>', 'how many of the busiest days to take, one store each', asDays, DEFAULT_DAYS)
    .option('--speed <factor>', 'how much faster than life the business clock runs', asSpeed, DEFAULT_SPEED)
    .option('--squeeze <divisor>', 'what capacities are divided by, so that holds are refused', asSqueeze, 1)
    .option('--seed <number>', 'seed of whatever is made up', asSeed, 1)
    .option('--url <url>', 'drive this running server, by its clock', asUrl)
    .option(
      '--pos-admin <url>',
      'admin API of the POS simulator behind --url; with it, quiet time is skipped',
      asUrl,
    )
    .option('--data <folder>', 'keep the data of the system here; default: a folder that is removed')
    .option('--json', 'the report as one JSON object on standard output', false)
    .addHelpText('after', HOW_IT_WORKS)
    .action(async (options: RushOptions) => {
      process.exitCode = await runRush(options);
    });
