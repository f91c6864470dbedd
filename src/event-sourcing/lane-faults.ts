/** The lane's queue is full: try again in a moment. Nothing was decided. */
export class LaneBusy extends Error {
  override readonly name = 'LaneBusy';

  constructor(stream: string) {
    super(`Too many commands wait for ${stream}.`);
  }
}

/** Other writers were first, again and again. Nothing was recorded. */
export class LaneConflict extends Error {
  override readonly name = 'LaneConflict';

  constructor(stream: string) {
    super(`Other writers of ${stream} were first every time.`);
  }
}

/** The log cannot be read or written just now. Nothing was recorded. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';

  constructor(stream: string, cause: unknown) {
    super(`The log does not answer for ${stream}.`, { cause });
  }
}

/** The append may or may not have happened; repeating the command with the same key tells. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(stream: string, cause: unknown) {
    super(`The log did not say in time whether the append to ${stream} happened.`, { cause });
  }
}

/** What the command decided is more than one append may carry. Nothing was recorded; repeating it will not help. */
export class CommandTooLarge extends Error {
  override readonly name = 'CommandTooLarge';

  constructor(events: number, bytes: number) {
    super(`One command would record ${events} events of ${bytes} bytes, more than one append may carry.`);
  }
}
