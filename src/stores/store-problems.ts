import { Problem } from '../platform/problem/index.js';
import type { StoreRejection } from './domain/store.rejections.js';

type Code = StoreRejection['code'];
type Words<C extends Code> = (rejection: Extract<StoreRejection, { code: C }>, storeId: string) => string;

interface Wording<C extends Code> {
  readonly status: number;
  readonly title: Words<C>;
  readonly todo: string;
}

/** Every refusal of the room, in words. A new refusal does not compile until somebody has chosen its status. */
const WORDING: { readonly [C in Code]: Wording<C> } = {
  STORE_EXISTS: {
    status: 409,
    title: () => 'This store is open already.',
    todo: 'Nothing is left to do.',
  },
  STORE_UNKNOWN: {
    status: 404,
    title: (_, storeId) => `There is no store ${storeId}.`,
    todo: 'GET /stores lists the stores.',
  },
  STORE_CHANGED: {
    status: 412,
    title: ({ revision }) => `The store has changed since you read it; it is at revision ${revision}.`,
    todo: 'GET /stores/{storeId}, make your change to what it is now, and send it with the ETag of that answer.',
  },
  TERMS_INVALID: {
    status: 422,
    title: ({ field, why }) => `${field} ${why}.`,
    todo: 'Correct the terms and try again.',
  },
  PAUSE_INVALID: {
    status: 422,
    title: ({ until, earliest, daysMax }) =>
      `A pause ends after ${earliest}, which is now, and at most ${daysMax} days later, not at ${until}.`,
    todo: 'Choose another end; for a longer closing change the hours, with exceptions for the dates.',
  },
  OVERRIDE_INVALID: {
    status: 422,
    title: ({ field, why }) => `${field} ${why}.`,
    todo: 'Name a business date that is not over, and instants from which and before which its slots start.',
  },
  OVERRIDES_TOO_MANY: {
    status: 409,
    title: ({ overridesMax }) => `The store would have more than ${overridesMax} overrides at once.`,
    todo: 'Lift some with "limits": null, or override longer stretches, or change the terms.',
  },
};

/** A refusal of the room as an answer, with the facts it rests on. */
export const storeProblem = (storeId: string, rejection: StoreRejection): Problem => {
  const { code, ...facts } = rejection;
  const { status, title, todo } = WORDING[code] as Wording<Code>;
  return new Problem(status, code, { title: title(rejection, storeId), todo, facts: { storeId, ...facts } });
};
