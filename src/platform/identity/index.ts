export { Operation, OPERATION, type OperationDeclaration } from './operation.js';
export { OperationGuard, principalOf } from './operation.guard.js';
export { DEVELOPMENT_PRINCIPAL, ROLES, type Principal, type Role } from './principal.js';
