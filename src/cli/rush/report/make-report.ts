import { judge, type Verdict } from '../judge/verdict.js';
import { percentilesOf, type Percentiles } from '../judge/percentile.js';
import { countTickets, readLedger } from '../judge/tickets.js';
import type { HttpApi } from '../http-api.js';
import type { Rush } from '../rush.js';
import type { RushOptions } from '../rush-options.js';
import { brokenBy, unjudgedBy, type RushReport } from './report.js';

export interface Circumstances {
  readonly options: RushOptions;
  readonly partial: boolean;
  readonly damagedLines: number;
  readonly serverRestarts: number;
  readonly wallMs: number;
}

/** Judges a rush that is over, or was stopped, and puts what is known about it together. */
export const makeReport = async (rush: Rush, around: Circumstances): Promise<RushReport> => {
  const { options, partial, damagedLines, serverRestarts, wallMs } = around;
  // What was still under way when the rush was stopped shows on the boards only now; a server that is gone shows nothing.
  await rush.boards?.readAll().catch(() => undefined);
  const verdict = verdictOf(rush);
  const counts = { ...endsOf(verdict, partial), tickets: await ticketsOf(rush) };
  return {
    partial,
    businessDate: rush.businessDate,
    stores: rush.plans.length,
    speed: speedOf(rush, options),
    squeeze: options.squeeze,
    seed: options.seed,
    terms: rush.terms,
    arrivals: rush.arrivals.length,
    ...answersOf(rush, verdict),
    ...counts,
    ...timesOf(rush, verdict, speedOf(rush, options)),
    serverRestarts,
    wallSeconds: oneDecimal(wallMs / 1_000),
    damagedLines,
    broken: brokenBy(counts),
    unjudged: unjudgedBy(counts),
  };
};

type Ends = Pick<RushReport, 'escalated' | 'unknownOpen' | 'lost' | 'oversoldSlots'>;

const endsOf = (verdict: Verdict | undefined, partial: boolean): Ends => {
  if (verdict === undefined) return { escalated: null, unknownOpen: null, lost: null, oversoldSlots: null };
  const { escalated, unknownOpen, lost, oversoldSlots } = verdict;
  // An order that was still under way when the rush was stopped is not lost.
  return { escalated, unknownOpen, lost: partial ? null : lost, oversoldSlots };
};

const speedOf = ({ clock }: Rush, { speed }: RushOptions): number => clock?.clock.segment.speed ?? speed;

const verdictOf = ({ boards, plans, tally }: Rush): Verdict | undefined => {
  if (boards === undefined || boards.rows.size < plans.length) return undefined;
  const stores = plans.map(({ limits, terms }, index) => ({
    limits,
    terms,
    rows: boards.rows.get(index) ?? [],
  }));
  return judge(stores, tally.confirmed.keys());
};

const ticketsOf = async ({ posAdmin, plans }: Rush): Promise<RushReport['tickets']> => {
  const ledger = posAdmin && (await readLedger(posAdmin).catch(() => undefined));
  if (ledger === undefined) return { live: null, duplicate: null };
  return countTickets(ledger, new Set(plans.map(({ location }) => location)));
};

const answersOf = (
  { tally }: Rush,
  verdict: Verdict | undefined,
): Pick<RushReport, 'holds' | 'confirms' | 'orders'> => {
  const { accepted, refused, holdsRefusedBy, confirmsRefusedBy, confirmed, unanswered } = tally;
  const confirmsRefused = [...confirmsRefusedBy.values()].reduce((sum, count) => sum + count, 0);
  return {
    holds: { accepted, refused, refusedBy: Object.fromEntries(holdsRefusedBy) },
    confirms: { refused: confirmsRefused, refusedBy: Object.fromEntries(confirmsRefusedBy) },
    orders: {
      confirmed: verdict?.confirmed ?? confirmed.size,
      collected: verdict?.collected ?? null,
      unanswered,
    },
  };
};

const timesOf = (
  { server, clock, driver, tally }: Rush,
  verdict: Verdict | undefined,
  speed: number,
): Pick<
  RushReport,
  'deliveryLatenessMs' | 'httpMs' | 'throughputPerSecond' | 'retries' | 'skippedSeconds'
> => {
  const latenessMs = verdict?.latenessMs ?? [];
  const drivenSeconds = (driver?.tookMs ?? 0) / 1_000;
  return {
    deliveryLatenessMs: {
      business: percentilesOf(latenessMs),
      real: percentilesOf(latenessMs.map(ms => ms / speed)),
    },
    httpMs: httpTimesOf(server),
    throughputPerSecond: drivenSeconds === 0 ? 0 : oneDecimal(tally.confirmed.size / drivenSeconds),
    retries: server.retries,
    skippedSeconds: Math.round((clock?.skippedMs ?? 0) / 1_000),
  };
};

const httpTimesOf = ({
  tookMs,
}: HttpApi): Percentiles & { readonly byRoute: Record<string, Percentiles> } => ({
  ...percentilesOf([...tookMs.values()].flat()),
  byRoute: Object.fromEntries([...tookMs].map(([route, measured]) => [route, percentilesOf(measured)])),
});

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
