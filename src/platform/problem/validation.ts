import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { requestInvalid } from './problem.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Names that a strict object does not know, where that is the issue. */
  readonly keys?: readonly string[];
}

class InputInvalid extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super();
  }
}

/** `whole` is the name of the input itself: of the parameter, or of the body. Each unknown name is a field. */
const fieldsOf = ({ path = [], keys = [] }: Issue, whole: string): readonly string[] => {
  const steps = path.map(step => String(typeof step === 'object' ? step.key : step));
  const names = keys.length > 0 ? keys.map(key => [...steps, key]) : [steps];
  return names.map(name => name.join('.') || whole);
};

/** Input is what its schema says, or a 400 that names every field that is not. */
class InputValidation extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: issues => new InputInvalid(issues) });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof InputInvalid)) throw error;
      const { data: whole = 'body' } = metadata;
      throw requestInvalid(
        error.issues.flatMap(issue =>
          fieldsOf(issue, whole).map(field => ({ field, message: issue.message })),
        ),
      );
    }
  }

  /** The reader of JSON has refused what reaches for a prototype; a field named like one is unknown, as any other. */
  protected override stripProtoKeys(): void {}
}

export const validation = (): StandardSchemaValidationPipe => new InputValidation();
