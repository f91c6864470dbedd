const CURSOR_MARK = 'changes';

/** A cursor is a position in one location's changes. It is opaque to readers and stays valid for ever. */
export const cursorOf = (location: string, position: number): string =>
  Buffer.from(JSON.stringify([CURSOR_MARK, location, position])).toString('base64url');

/** The position a cursor stands for; undefined when it is not a cursor of this location. */
export const positionOf = (cursor: string, location: string): number | undefined => {
  const position = lastPartOf(Buffer.from(cursor, 'base64url').toString('utf8'));
  // Only what cursorOf itself would write is a cursor; comparing spares a second set of rules.
  return position !== undefined && cursorOf(location, position) === cursor ? position : undefined;
};

const lastPartOf = (written: string): number | undefined => {
  const digits = /,(\d{1,15})\]$/.exec(written)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
