import fc from 'fast-check';
import { v5, validate, version } from 'uuid';
import { canonicalJson, commandIdOf, eventIdOf, sha256 } from '../../src/event-sourcing/event-identity.js';
import { commandId } from './box-office.js';

const json = fc.jsonValue();

/** The same content with the keys of every object in reverse. */
const turnedAround = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turnedAround);
  if (typeof value !== 'object' || value === null) return value;
  const turned = Object.entries(value)
    .reverse()
    .map(([name, field]) => [name, turnedAround(field)] as const);
  return Object.fromEntries(turned);
};

describe('Canonical JSON', () => {
  it('is the same text for the same content, in whatever order its keys come', () =>
    fc.assert(fc.property(json, value => canonicalJson(turnedAround(value)) === canonicalJson(value))));

  it('says the same as JSON does', () =>
    fc.assert(
      fc.property(json, value => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));

  it('says what survives a log: content that was written and read is the same text', () =>
    fc.assert(
      fc.property(json, value => canonicalJson(JSON.parse(JSON.stringify(value))) === canonicalJson(value)),
    ));

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
  });

  it('tells different content apart', () => {
    const texts = [{ a: 1 }, { a: '1' }, [1], ['1'], null, 'null', {}, [], { a: { b: 1 } }, { 'a.b': 1 }];
    expect(new Set(texts.map(canonicalJson)).size).toBe(texts.length);
  });
});

describe('The id of an event', () => {
  const id = (...changed: readonly [number?, string?, unknown?, string?, string?]) => {
    const [
      index = 0,
      type = 'SeatTaken',
      data = { guest: 'a' },
      at = '2026-11-23T12:00:00.000Z',
      of = commandId(1),
    ] = changed;
    return eventIdOf(of, index, { type, data }, at);
  };

  it('is repeated by the identical decision at the identical time only', () => {
    expect(id()).toBe(id(0, 'SeatTaken', { guest: 'a' }));
    const others = [
      id(1),
      id(0, 'SeatLeft'),
      id(0, 'SeatTaken', { guest: 'b' }),
      id(0, 'SeatTaken', { guest: 'a' }, '2026-11-23T12:00:00.001Z'),
      id(0, 'SeatTaken', { guest: 'a' }, '2026-11-23T12:00:00.000Z', commandId(2)),
    ];
    expect(new Set([id(), ...others]).size).toBe(6);
    for (const each of others) expect([validate(each), version(each)]).toEqual([true, 5]);
  });

  it('stays what it was: ids are in the log for ever', () => {
    expect(id()).toBe(id());
    expect(sha256('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
  });
});

describe('The id of a command', () => {
  it('is the name-based UUID that the library makes', () => {
    const namespace = commandId(7);
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 9 }), (name, index) => {
        const event = { type: name, data: { name } };
        const digest = sha256(canonicalJson([event.type, event.data, name]));
        expect(eventIdOf(namespace, index, event, name)).toBe(v5(`${index}:${digest}`, namespace));
      }),
    );
  });

  it('is repeated by the same principal, operation, stream and key only', () => {
    const first = commandIdOf('ann', 'TakeSeat', 'evening-1', 'key');
    expect(commandIdOf('ann', 'TakeSeat', 'evening-1', 'key')).toBe(first);
    const others = [
      commandIdOf('bob', 'TakeSeat', 'evening-1', 'key'),
      commandIdOf('ann', 'LeaveSeat', 'evening-1', 'key'),
      commandIdOf('ann', 'TakeSeat', 'evening-2', 'key'),
      commandIdOf('ann', 'TakeSeat', 'evening-1', 'kez'),
      // What one part ends with is not what the next begins with.
      commandIdOf('annTake', 'Seat', 'evening-1', 'key'),
      commandIdOf('ann","TakeSeat', 'evening-1', 'key', ''),
    ];
    expect(new Set([first, ...others]).size).toBe(7);
  });
});
