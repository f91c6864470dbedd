/** Crockford's alphabet in lower case: no i, l, o, u, so an id survives being read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes as base32, most significant bit first; the last character is padded with zero bits. */
export const encodeBase32 = (bytes: Uint8Array): string => {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET.charAt((buffer >> (bits - 5)) & 31);
  }
  return bits === 0 ? text : text + ALPHABET.charAt((buffer << (5 - bits)) & 31);
};

/** The `length` bytes behind a text; undefined when the text is not exactly what `encodeBase32` makes of them. */
export const decodeBase32 = (text: string, length: number): Uint8Array | undefined => {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  const decoded = Uint8Array.from(bytes.slice(0, length));
  return encodeBase32(decoded) === text && decoded.length === length ? decoded : undefined;
};
