/** Rows as aligned columns, the longest cell deciding; the last column is as long as it is. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map(row => row[n]?.length ?? 0)));
  return rows
    .map(row => row.map((cell, n) => (n === row.length - 1 ? cell : cell.padEnd(widths[n] ?? 0))).join('  '))
    .map(line => `${line.trimEnd()}\n`)
    .join('');
};
