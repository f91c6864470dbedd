import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Personal data under its order's key: AES-256-GCM, all parts base64url, the tag at the ciphertext's end. */
export interface Sealed {
  readonly keyId: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The key of one order; `keyId` is the order's id. */
export interface OrderKey {
  readonly keyId: string;
  readonly bytes: Buffer;
}

const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const seal = ({ keyId, bytes }: OrderKey, value: unknown): Sealed => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, bytes, nonce);
  const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
  const ciphertext = Buffer.concat([...sealed, cipher.getAuthTag()]);
  return { keyId, nonce: nonce.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
};

/** The value that was sealed. Throws when the key is not its key or a byte was changed. */
export const unseal = ({ bytes }: OrderKey, { nonce, ciphertext }: Sealed): unknown => {
  const sealed = Buffer.from(ciphertext, 'base64url');
  const decipher = createDecipheriv(ALGORITHM, bytes, Buffer.from(nonce, 'base64url'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString('utf8')) as unknown;
};

/** A digest that only the holder of the order's key can make or compare. */
export const hmacUnder = ({ bytes }: OrderKey, text: string): string =>
  createHmac('sha256', bytes).update(text).digest('base64url');
