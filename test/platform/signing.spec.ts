import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { REPLAY_WINDOW_SECONDS, signaturesOf, verify } from '../../src/platform/signing/index.js';
import { holds } from '../specification/property.js';

const NOW = 1_950_000_000;
const OLD = 'whsec_old';
const NEW = 'whsec_new';
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const signedWith = (secrets: readonly string[], body = bytes('{"a":1}'), at = NOW) => {
  const timestamp = at.toString();
  return { body, timestamp, signatures: signaturesOf({ body, timestamp }, secrets) };
};
const judge = (message: Parameters<typeof verify>[0], secrets: readonly string[] = [OLD]) =>
  verify(message, { secrets, nowSeconds: NOW });

describe('a signed message', () => {
  it('is genuine as it was signed, whatever its bytes', () => {
    holds(
      200,
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (body, secret) => {
        expect(judge(signedWith([secret], body), [secret])).toBe('genuine');
      }),
    );
  });

  it('is signed as anybody would sign it: HMAC-SHA256 over the timestamp, a dot and the body', () => {
    const expected = createHmac('sha256', OLD).update(`${NOW}.{"a":1}`).digest('hex');
    expect(signedWith([OLD]).signatures).toBe(`v1=${expected}`);
  });

  it('is forged once any bit of its body was changed, or bytes were added or taken away', () => {
    const body = fc.uint8Array({ minLength: 1, maxLength: 300 });
    holds(
      300,
      fc.property(body, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }), (original, bit, more) => {
        const message = signedWith([OLD], original);
        const flipped = Uint8Array.from(original);
        const place = (bit >> 3) % flipped.length;
        flipped[place] = (flipped[place] ?? 0) ^ (1 << (bit & 7));
        for (const altered of [flipped, original.slice(1), Uint8Array.from([...original, ...more])]) {
          expect(judge({ ...message, body: altered })).toBe('forged');
        }
      }),
    );
  });

  it('is forged with another timestamp, so that an old message cannot be made young', () => {
    holds(
      100,
      fc.property(fc.integer({ min: 1, max: REPLAY_WINDOW_SECONDS }), later => {
        expect(judge({ ...signedWith([OLD]), timestamp: (NOW + later).toString() })).toBe('forged');
      }),
    );
  });

  it('is forged where any digit of its signature was changed, or its secret was another', () => {
    holds(
      200,
      fc.property(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 1, max: 15 }), (place, by) => {
        const message = signedWith([OLD]);
        const at = 'v1='.length + place;
        const digit = (Number.parseInt(message.signatures[at] ?? '', 16) ^ by).toString(16);
        const signatures = message.signatures.slice(0, at) + digit + message.signatures.slice(at + 1);
        expect(judge({ ...message, signatures })).toBe('forged');
      }),
    );
    expect(judge(signedWith([NEW]))).toBe('forged');
    expect(judge(signedWith([OLD]), [])).toBe('forged');
  });

  it.each([
    [0, 'genuine'],
    [-REPLAY_WINDOW_SECONDS, 'genuine'],
    [REPLAY_WINDOW_SECONDS, 'genuine'],
    [-REPLAY_WINDOW_SECONDS - 1, 'outside-window'],
    [REPLAY_WINDOW_SECONDS + 1, 'outside-window'],
  ])('that is %d s off is %s', (offset, verdict) => {
    expect(judge(signedWith([OLD], bytes('{}'), NOW + offset))).toBe(verdict);
  });

  it('is believed by whoever has either of two secrets while one replaces the other', () => {
    const both = signedWith([OLD, NEW]);
    for (const secrets of [[OLD], [NEW], [OLD, NEW]]) expect(judge(both, secrets)).toBe('genuine');
    expect(judge(signedWith([NEW]), [OLD, NEW])).toBe('genuine');
    expect(judge(signedWith([OLD]), [NEW])).toBe('forged');
  });

  it.each(['', 'v1=', 'v2=00', 'v1=zz', `v1=${'0'.repeat(63)}`, `${'0'.repeat(64)}`])(
    'without a signature that could be one is malformed: "%s"',
    signatures => {
      expect(judge({ ...signedWith([OLD]), signatures })).toBe('malformed');
    },
  );

  it.each(['', 'now', '-5', '1e9', `${'9'.repeat(13)}`])(
    'with a timestamp that is none is malformed: "%s"',
    timestamp => {
      expect(judge({ ...signedWith([OLD]), timestamp })).toBe('malformed');
    },
  );

  it('is not judged by more signatures than anybody honest sends', () => {
    const message = signedWith([OLD]);
    const wrong = `v1=${'0'.repeat(64)}`;
    const buried = [wrong, wrong, wrong, wrong, message.signatures].join(',');
    expect(judge({ ...message, signatures: buried })).toBe('forged');
    expect(judge({ ...message, signatures: [wrong, wrong, wrong, message.signatures].join(',') })).toBe(
      'genuine',
    );
  });
});
