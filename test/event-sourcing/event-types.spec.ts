import { z } from 'zod';
import { defineEvent } from '../../src/event-sourcing/decider.js';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { EventTypes, EventUnknownToNode } from '../../src/event-sourcing/event-types.js';

const withCurrency = z.strictObject({ cents: z.int(), currency: z.string() });
const why = 'somebody pays';

const paid = defineEvent(
  'Paid',
  withCurrency,
  why,
  ({ euros }: { euros: number }) => ({ cents: euros * 100 }),
  (data: { cents: number }) => ({ ...data, currency: 'EUR' }),
);
const types = new EventTypes<{ type: 'Paid'; data: z.infer<typeof withCurrency> }>([paid]);

const recorded = (schemaVersion: number, data: unknown, type = 'Paid') =>
  ({ type, data, stream: 'till-1', metadata: { schemaVersion } }) as unknown as RecordedEvent;

describe('an event read from the log', () => {
  it.each([
    ['the first version', recorded(1, { euros: 12 })],
    ['the version between', recorded(2, { cents: 1_200 })],
    ['today’s version', recorded(3, { cents: 1_200, currency: 'EUR' })],
  ])('has today’s shape where it was written under %s', (_, event) => {
    expect(types.recognise(event)).toEqual({ type: 'Paid', data: { cents: 1_200, currency: 'EUR' } });
  });

  it('is refused where its version or its type comes from a later release', () => {
    expect(() => types.recognise(recorded(4, {}))).toThrow(EventUnknownToNode);
    expect(() => types.recognise(recorded(1, {}, 'Refunded'))).toThrow(EventUnknownToNode);
  });
});
