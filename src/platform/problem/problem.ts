/** Facts a problem carries beside its text, such as the binding limit or the nearest open slots. */
export type ProblemFacts = Readonly<Record<string, unknown>>;

/**
 * An answer in the form of RFC 9457. `code` is stable and for programs; `title` says what was wrong and `todo` what to do.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly todo: string,
    readonly facts: ProblemFacts = {},
  ) {
    super(`${code}: ${title}`);
  }
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export const requestInvalid = (errors: readonly FieldError[]): Problem =>
  new Problem(
    400,
    'REQUEST_INVALID',
    errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    'Correct the named fields and send the request again; nothing was changed.',
    { errors },
  );
