/** Facts a problem carries beside its text, such as the binding limit or the nearest open slots. */
export type ProblemFacts = Readonly<Record<string, unknown>>;

export interface ProblemWords {
  /** What was wrong. */
  readonly title: string;
  /** What to do about it. */
  readonly todo: string;
  readonly facts?: ProblemFacts;
}

/** An answer in the form of RFC 9457: `code` is stable and for programs, the words are for people. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: ProblemWords,
  ) {
    super(`${code}: ${words.title}`);
  }
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export const requestInvalid = (errors: readonly FieldError[]): Problem =>
  new Problem(400, 'REQUEST_INVALID', {
    title: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    todo: 'Correct the named fields and send the request again; nothing was changed.',
    facts: { errors },
  });
