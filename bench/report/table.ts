import type { Bound, Figure, Measured, Reading } from '../bench.js';
import type { Machine } from '../machine/machine.js';
import { shortOf } from '../rounds.js';
import { verdictOf } from '../verdict.js';

type Row = readonly string[];

const HEAD: Row = ['what', 'ours', 'baseline', '', 'ratio', 'floor', 'we want', ''];
/** Columns that hold numbers, from the left. */
const RIGHT = new Set([1, 3, 4, 5, 6]);

export const machineLine = ({ processors, model, node, fsyncsPerSecond, load }: Machine): string =>
  `${processors} processors (${model}), ${fsyncsPerSecond.toLocaleString('en')} fsyncs/s, ` +
  `Node ${node}, load ${load} before the start`;

/** The figures as people read them. */
export const tableOf = (measured: readonly Measured[]): string => {
  const figures = measured.flatMap(bench => bench.figures);
  const lines = figures.length === 0 ? [] : inColumns([HEAD, ...figures.map(rowOf)]);
  const notes = figures.flatMap(({ what, baseline, notes: all }) =>
    all.map(note => `  ${what} against ${baseline}: ${note}`),
  );
  const readings = measured.flatMap(bench => bench.readings).map(readingLine);
  const sizes = measured.flatMap(({ size }) => (size === undefined ? [] : [`  ${size}`]));
  return [lines, section('Notes', notes), section('Sizes', sizes), section('Readings', readings)]
    .filter(part => part.length > 0)
    .map(part => part.join('\n'))
    .join('\n\n');
};

const rowOf = (figure: Figure): Row => {
  const { what, baseline, unit, ours, theirs, ratio, bound } = figure;
  return [
    what,
    `${shortOf(ours)} ${unit}`,
    baseline,
    shortOf(theirs),
    `${ratio.toFixed(2)}×`,
    limitOf(bound?.floor, bound),
    limitOf(bound?.aim, bound),
    verdictOf(figure),
  ];
};

const limitOf = (limit: number | undefined, bound: Bound | undefined): string => {
  if (limit === undefined || bound === undefined) return '-';
  return bound.kind === 'at-least' ? `${limit}×` : `≤ ${limit}×`;
};

const inColumns = (rows: readonly Row[]): readonly string[] => {
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return RIGHT.has(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines];

const readingLine = ({ what, values, holds }: Reading): string => {
  const told = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return `  ${what}: ${told.join(', ')}${holds === false ? ' (does not hold)' : ''}`;
};
