import type { Percentiles } from '../judge/percentile.js';
import type { RushReport } from './report.js';

const LABEL_WIDTH = 28;

type Row = readonly [label: string, value: string];

/** The report as people read it. */
export const tableOf = (report: RushReport): string => {
  const rows = [...demandRows(report), ...kitchenRows(report), ...timeRows(report)];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(LABEL_WIDTH)}${value}`);
  return [headingOf(report), ...lines, '', verdictOf(report), ''].join('\n');
};

const headingOf = ({ partial, stores, businessDate, speed, squeeze, terms }: RushReport): string =>
  `${partial ? 'PARTIAL REPORT: the rush was stopped before its end\n' : ''}` +
  `Rush of ${stores} stores on ${businessDate}, ${speed} times as fast as life, capacities divided by ${squeeze}\n` +
  `  holds last ${terms.holdMinutes} min, slots close ${terms.leadMinutes} min before they start, ` +
  `kitchens get an order ${terms.deliverMinutesBefore} to ${terms.giveUpMinutesBefore} min before its slot`;

const demandRows = ({ arrivals, holds, confirms, orders, damagedLines }: RushReport): readonly Row[] => [
  ['orders that came in', String(arrivals)],
  ['holds accepted', String(holds.accepted)],
  ['holds refused', String(holds.refused)],
  ...refusalRows(holds.refusedBy),
  ['confirmations refused', String(confirms.refused)],
  ...refusalRows(confirms.refusedBy),
  ['orders confirmed', shown(orders.confirmed)],
  ['orders collected', shown(orders.collected)],
  ['orders without an answer', String(orders.unanswered)],
  ['damaged lines', String(damagedLines)],
];

const refusalRows = (refusedBy: Readonly<Record<string, number>>): readonly Row[] =>
  Object.entries(refusedBy).map(([reason, count]) => [`  ${reason}`, String(count)]);

const kitchenRows = (report: RushReport): readonly Row[] => [
  ['live tickets', shown(report.tickets.live)],
  ['duplicate tickets', shown(report.tickets.duplicate)],
  ['escalated to a person', shown(report.escalated)],
  ['deliveries not known', shown(report.unknownOpen)],
  ['lost orders', shown(report.lost)],
  ['oversold slots', shown(report.oversoldSlots)],
];

const timeRows = (report: RushReport): readonly Row[] => [
  ['delivery late by, business', percentilesShown(report.deliveryLatenessMs.business)],
  ['delivery late by, real', percentilesShown(report.deliveryLatenessMs.real)],
  ['HTTP', percentilesShown(report.httpMs)],
  ...Object.entries(report.httpMs.byRoute).map(([route, measured]): Row => [
    `  ${route}`,
    percentilesShown(measured),
  ]),
  ['orders per real second', String(report.throughputPerSecond)],
  ['requests repeated', String(report.retries)],
  ['server restarts', String(report.serverRestarts)],
  ['business time skipped', `${report.skippedSeconds} s`],
  ['wall time', `${report.wallSeconds} s`],
];

const shown = (count: number | null): string => (count === null ? 'not known' : String(count));

const percentilesShown = ({ p50, p99 }: Percentiles): string =>
  p50 === null ? 'not measured' : `p50 ${p50} ms, p99 ${p99} ms`;

const verdictOf = ({ broken, unjudged, partial }: RushReport): string => {
  if (broken.length > 0) return `BROKEN: ${broken.join('; ')}`;
  if (!partial && unjudged.length > 0) return `NOT JUDGED: ${unjudged.join('; ')}. The rest held.`;
  return partial
    ? 'Nothing was seen to be broken until then.'
    : 'Held: nothing oversold, no order twice in a kitchen, no order lost.';
};
