import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';

/** JSON with its keys in order and nothing undefined, so that equal content is equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${entries.join(',')}}`;
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Namespace of command ids: a random UUID chosen once; changing it would make every old key look new. */
const COMMAND_NAMESPACE = '6f1c1b7e-9d0e-4a55-8f0b-2a9a3d1d7c43';

/** The id of a command: the same principal repeating the same key for the same operation and stream repeats it. */
export const commandIdOf = (
  principal: string,
  operation: string,
  stream: string,
  idempotencyKey: string,
): string => uuidV5(canonicalJson([principal, operation, stream, idempotencyKey]), COMMAND_NAMESPACE);

/** The id of the `index`-th event of a command: repeated only by the identical decision at the identical time. */
export const eventIdOf = (
  commandId: string,
  index: number,
  { type, data }: { readonly type: string; readonly data: unknown },
  decidedAt: string,
): string => uuidV5(`${index}:${sha256(canonicalJson([type, data, decidedAt]))}`, commandId);
