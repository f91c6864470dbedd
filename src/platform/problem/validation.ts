import { StandardSchemaValidationPipe } from '@nestjs/common';
import { requestInvalid } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Names that a strict object does not know, where that is the issue. */
  readonly keys?: readonly string[];
}

const fieldOf = ({ path = [], keys = [] }: Issue): string => {
  const steps = path.map(step => (typeof step === 'object' ? step.key : step));
  const field = [...steps, ...keys.slice(0, 1)].map(String).join('.');
  return field === '' ? 'body' : field;
};

/** Input is what its schema says, or a 400 that names every field that is not. */
export const validation = (): StandardSchemaValidationPipe =>
  new StandardSchemaValidationPipe({
    exceptionFactory: issues =>
      requestInvalid(
        (issues as readonly Issue[]).map(issue => ({ field: fieldOf(issue), message: issue.message })),
      ),
  });
