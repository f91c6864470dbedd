import { systemTime } from '../../platform/clock/index.js';
import { causeOf } from '../system/index.js';
import { busiestDays } from './demand/busiest-days.js';
import { madeUpDays } from './demand/made-up-days.js';
import { OrdersUnreadable, readOrderFile } from './demand/order-file.js';
import type { DayOfOrders } from './demand/takeaway-order.js';
import { makeReport } from './report/make-report.js';
import { Progress } from './report/progress.js';
import { KITCHEN_INVARIANT, type RushReport } from './report/report.js';
import { tableOf } from './report/table.js';
import type { RushOptions } from './rush-options.js';
import { Rush } from './rush.js';
import { openSystem, type SystemUnderRush } from './system-under-rush.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_STOPPED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Demand {
  readonly days: readonly DayOfOrders[];
  readonly damagedLines: number;
}

/** Why the rush ends before its end: somebody asked, or it cannot go on. */
class Ending {
  private readonly told = new AbortController();
  cause: string | undefined;
  readonly stop = this.told.signal;

  byUser = (): void => this.told.abort();

  giveUp = (cause: string): void => {
    this.cause ??= cause;
    this.told.abort();
  };
}

/** Runs a rush and prints what came of it. Resolves with the exit code; it never throws for what can go wrong outside. */
export const runRush = async (options: RushOptions): Promise<number> => {
  const progress = new Progress(process.stderr, systemTime);
  const ending = new Ending();
  for (const signal of SIGNALS) process.on(signal, ending.byUser);
  try {
    const demand = await demandOf(options, line => progress.say(line));
    return await rushOver(options, demand, { progress, ending });
  } catch (error) {
    progress.stop();
    if (ending.stop.aborted && ending.cause === undefined) return EXIT_STOPPED;
    process.stderr.write(`rush: ${ending.cause ?? causeOf(error)}\n`);
    return error instanceof OrdersUnreadable ? EXIT_USAGE : EXIT_FAILED;
  } finally {
    for (const signal of SIGNALS) process.off(signal, ending.byUser);
  }
};

const demandOf = async (options: RushOptions, say: (line: string) => void): Promise<Demand> => {
  if (options.orders === undefined) return { days: madeUpDays(options.days, options.seed), damagedLines: 0 };
  let damagedLines = 0;
  const orders = await readOrderFile(options.orders, (lineNumber, why) => {
    damagedLines += 1;
    say(`${options.orders}:${lineNumber}: ${why}; the line is skipped`);
  });
  const days = busiestDays(orders, options.days);
  if (days.length === 0) throw new OrdersUnreadable(`${options.orders} holds no orders`);
  if (days.length < options.days) say(`${options.orders} holds ${days.length} days, not ${options.days}`);
  return { days, damagedLines };
};

interface Conduct {
  readonly progress: Progress;
  readonly ending: Ending;
}

const rushOver = async (
  options: RushOptions,
  { days, damagedLines }: Demand,
  { progress, ending }: Conduct,
): Promise<number> => {
  const startedMs = systemTime.monotonicMs();
  const { stop, giveUp } = ending;
  const system = await openSystem(options, { say: line => progress.say(line), stop, giveUp });
  const rush = new Rush({ options, days, system, progress, stop });
  try {
    await untilOverOrStopped(rush, ending);
    const wallMs = systemTime.monotonicMs() - startedMs;
    const partial = stop.aborted;
    const { serverRestarts } = system;
    const report = await makeReport(rush, { options, partial, damagedLines, serverRestarts, wallMs });
    progress.stop();
    print(report, options);
    return exitCodeOf(report, { options, system, ending });
  } finally {
    progress.stop();
    await rush.close();
    await system.stop();
  }
};

/** What breaks because the rush was told to stop is no news. */
const untilOverOrStopped = async (rush: Rush, { stop }: Conduct['ending']): Promise<void> => {
  try {
    await rush.drive();
  } catch (error) {
    if (!stop.aborted) throw error;
  }
};

const print = (report: RushReport, { json }: RushOptions): void => {
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : tableOf(report));
};

interface Outcome {
  readonly options: RushOptions;
  readonly system: SystemUnderRush;
  readonly ending: Ending;
}

const exitCodeOf = (report: RushReport, { options, system, ending: { cause } }: Outcome): number => {
  if (cause !== undefined) {
    process.stderr.write([...system.log, `rush: ${cause}`, ''].join('\n'));
    return EXIT_FAILED;
  }
  if (report.partial) return EXIT_STOPPED;
  return report.broken.length > 0 || missedIn(report, options).length > 0 ? EXIT_FAILED : 0;
};

/** What should have been judged and was not. Nobody can count tickets at a POS whose ledger was not named. */
const missedIn = ({ unjudged }: RushReport, { url, posAdmin }: RushOptions): readonly string[] =>
  unjudged.filter(
    invariant => invariant !== KITCHEN_INVARIANT || url === undefined || posAdmin !== undefined,
  );
