import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { requestInvalid } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Names that a strict object does not know, where that is the issue. */
  readonly keys?: readonly string[];
}

/** `whole` is the name of the input itself: of the parameter, or of the body. Each unknown name is a field. */
const fieldsOf = ({ path = [], keys = [] }: Issue, whole: string): readonly string[] => {
  const steps = path.map(step => String(typeof step === 'object' ? step.key : step));
  const names = keys.length > 0 ? keys.map(key => [...steps, key]) : [steps];
  return names.map(name => name.join('.') || whole);
};

/** Input is what its schema says, or a 400 that names every field that is not. */
class InputValidation implements PipeTransform {
  /** Answers at once where the schema does: a promise for each parameter of each request is one too many. */
  transform(value: unknown, { schema, type, data: whole = 'body' }: ArgumentMetadata): unknown {
    if (schema === undefined || type === 'custom') return value;
    const result = schema['~standard'].validate(value);
    return result instanceof Promise
      ? result.then(settled => valueOf(settled, whole))
      : valueOf(result, whole);
  }
}

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Result = Awaited<ReturnType<Schema['~standard']['validate']>>;

const valueOf = (result: Result, whole: string): unknown => {
  if (result.issues === undefined) return result.value;
  throw requestInvalid(
    result.issues.flatMap(issue => fieldsOf(issue, whole).map(field => ({ field, message: issue.message }))),
  );
};

export const validation = (): PipeTransform => new InputValidation();
