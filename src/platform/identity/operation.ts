import { SetMetadata } from '@nestjs/common';
import type { Role } from './principal.js';

export interface OperationDeclaration {
  readonly operation: string;
  readonly roles: readonly (Role | 'anyone')[];
}

export const OPERATION = Symbol('Operation');

/** Declares what a route does and who may ask for it. A route without a declaration is closed to everybody. */
export const Operation = (operation: string, ...roles: OperationDeclaration['roles']) =>
  SetMetadata(OPERATION, { operation, roles } satisfies OperationDeclaration);
