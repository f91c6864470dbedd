import { Problem } from '../platform/problem/index.js';
import type { StoreRejection } from './domain/store.rejections.js';

const STATUS = {
  STORE_EXISTS: 409,
  TERMS_INVALID: 422,
} satisfies Record<StoreRejection['code'], number>;

/** A refusal of the room as an answer. */
export const storeProblem = (rejection: StoreRejection): Problem => {
  const { code, ...facts } = rejection;
  switch (rejection.code) {
    case 'STORE_EXISTS':
      return new Problem(STATUS[code], code, {
        title: 'This store is open already.',
        todo: 'Nothing is left to do.',
        facts,
      });
    case 'TERMS_INVALID':
      return new Problem(STATUS[code], code, {
        title: `${rejection.field} ${rejection.why}.`,
        todo: 'Correct the terms and try again.',
        facts,
      });
  }
};
