import { canonicalJson, commandIdOf, sha256, type CommandEnvelope } from '../../event-sourcing/index.js';
import type { Request } from './asked.js';

/** Digest of a body that holds no personal data. */
export const fingerprintOf = (body: unknown): string => sha256(canonicalJson(body));

/** A command in its envelope; `fingerprint` tells its repetition from another command under the same key. */
export const envelopeFor = <Command extends { readonly type: string }>(
  { principal, idempotencyKey, correlationId, traceparent }: Request,
  stream: string,
  fingerprint: string,
  command: Command,
): CommandEnvelope<Command> => {
  const commandId = commandIdOf(principal.id, command.type, stream, idempotencyKey);
  return {
    command,
    commandId,
    fingerprint,
    actor: principal.id,
    correlationId,
    causationId: commandId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
};
