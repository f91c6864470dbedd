/** Why the system cannot run. The message is one line: the cause, and what to do about it. */
export class SystemError extends Error {
  override readonly name = 'SystemError';

  constructor(message: string, cause?: unknown) {
    super(oneLine(message), cause === undefined ? {} : { cause });
  }
}

/** Somebody asked for the end while the system was still starting. */
export class StartInterrupted extends SystemError {
  constructor() {
    super('told to stop before everything was running');
  }
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

/** The words of whatever was thrown. */
export const causeOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
