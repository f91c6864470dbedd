import type { Answer } from './http-client.js';

interface Refusal {
  readonly status: number;
  readonly code: string;
  /** The field that has to be among the named ones. */
  readonly field?: string;
}

/** Text that no field takes: it would break a store of rows, turn the writing direction or be no text at all. */
export const UNWANTED_TEXT = [
  ['a NUL', 'soup\u0000'],
  ['a control character', 'so\u0007up'],
  ['an escape sequence', '\u001b[31msoup'],
  ['a mark that turns the writing direction', 'soup\u202Efdp.exe'],
  ['an isolate of another writing direction', '\u2066soup\u2069'],
  ['half a character', 'soup\uD83D'],
] as const;

interface ProblemBody {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** A refusal is a problem with a stable code, says what to do, and names the field where there is one. */
export const expectRefusal = ({ status, headers, body }: Answer<unknown>, expected: Refusal): void => {
  const problem = body as ProblemBody;
  expect({ status, code: problem.code }).toEqual({ status: expected.status, code: expected.code });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/);
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`urn:rushline:problem:${expected.code.toLowerCase().replaceAll('_', '-')}`);
  expect([problem.title, problem.detail, problem.requestId].every(text => text.length > 0)).toBe(true);
  if (expected.field !== undefined) {
    expect(problem.errors?.map(({ field }) => field)).toContain(expected.field);
  }
};
