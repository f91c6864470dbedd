import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem/index.js';
import { OPERATION, type OperationDeclaration } from './operation.js';
import { DEVELOPMENT_PRINCIPAL, type Principal } from './principal.js';

const principals = new WeakMap<FastifyRequest, Principal>();

/** Who sent a request that the guard let in. */
export const principalOf = (request: FastifyRequest): Principal => principals.get(request) ?? NOBODY;

const NOBODY: Principal = { id: 'nobody', roles: [] };

/** Deny by default: a request passes only to a route that declares its operation, and only with one of its roles. */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const declared = this.reflector.get<OperationDeclaration | undefined>(OPERATION, context.getHandler());
    const principal = DEVELOPMENT_PRINCIPAL;
    const admitted =
      declared?.roles.some(role => role === 'anyone' || principal.roles.includes(role)) ?? false;
    if (!admitted) throw forbidden(declared);
    principals.set(request, principal);
    return true;
  }
}

const forbidden = (declared: OperationDeclaration | undefined): Problem =>
  new Problem(403, 'FORBIDDEN', {
    title:
      declared === undefined ? 'This route declares no operation.' : `You may not ${declared.operation}.`,
    todo:
      declared === undefined
        ? 'Report it: a route must declare who may call it.'
        : `It takes one of the roles ${declared.roles.join(', ')}.`,
  });
