import type { Faults } from '../faults/faults.js';
import type { Call } from './call.js';

/** An answer that is not what the client may expect. */
interface BrokenAnswer {
  /** As if nothing were wrong without one. */
  readonly status?: number;
  readonly type: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';
const OK = 200;
const PORTAL =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n';

/** The answer as the first fault in force spoils it; undefined where it stays whole. */
export const brokenAnswerTo = (
  faults: Faults,
  call: Call,
  answer: object | string,
): BrokenAnswer | undefined => {
  for (const spoil of [failing, html, errors, truncated, elsewhere, oversized]) {
    const broken = spoil(faults, call, answer);
    if (broken !== undefined) return broken;
  }
  return undefined;
};

type Spoil = (faults: Faults, call: Call, answer: object | string) => BrokenAnswer | undefined;

const failing: Spoil = (faults, call) => {
  const fault = faults.strike('5xx-after-commit', call);
  if (fault === undefined) return undefined;
  const body = JSON.stringify({ error: { code: 'INTERNAL', message: 'something went wrong' } });
  return { status: fault.status, type: JSON_TYPE, body };
};

const html: Spoil = (faults, call) =>
  faults.strike('html-with-200', call) && { status: OK, type: HTML_TYPE, body: PORTAL };

const errors: Spoil = (faults, call) => {
  const body = JSON.stringify({ errors: [{ code: 'GATEWAY', message: 'the store did not answer' }] });
  return faults.strike('errors-with-200', call) && { status: OK, type: JSON_TYPE, body };
};

const truncated: Spoil = (faults, call, answer) => {
  const whole = textOf(answer);
  return (
    faults.strike('truncated-answer', call) && {
      type: typeof answer === 'string' ? 'application/xml; charset=utf-8' : JSON_TYPE,
      body: whole.slice(0, Math.floor(whole.length / 2)),
    }
  );
};

/** The answer to somebody else's question: every order and every ticket in it is another one. */
const elsewhere: Spoil = (faults, call, answer) =>
  faults.strike('wrong-reference', call) && {
    type: typeof answer === 'string' ? 'application/xml; charset=utf-8' : JSON_TYPE,
    body: textOf(answer).replaceAll(/("?(?:reference|ticketId)"?[:=]")/g, '$1x-'),
  };

const oversized: Spoil = (faults, call, answer) => {
  const fault = faults.strike('oversized-answer', call);
  if (fault === undefined) return undefined;
  const padding = ' '.repeat(fault.bytes);
  return {
    type: typeof answer === 'string' ? 'application/xml; charset=utf-8' : JSON_TYPE,
    body: `${textOf(answer)}${padding}`,
  };
};

const textOf = (answer: object | string): string =>
  typeof answer === 'string' ? answer : JSON.stringify(answer);
