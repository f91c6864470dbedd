import { hash } from 'node:crypto';

/** JSON with its keys in order and nothing undefined, so that equal content is equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let fields = '';
  for (const key of Object.keys(value).sort()) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field === undefined) continue;
    fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${fields}}`;
};

export const sha256 = (text: string): string => hash('sha256', text, 'base64url');

/**
 * The UUID of a name in a namespace (RFC 9562, version 5). Every command and every event has one, and they are made
 * while others wait, so it is made in as few steps as there are.
 */
const uuidV5 = (name: string, namespace: string): string => {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const digest = hash('sha1', Buffer.concat([space, Buffer.from(name)]), 'hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return (
    `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-` +
    `${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  );
};

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
