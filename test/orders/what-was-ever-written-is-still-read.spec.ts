import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { orderEvents, type OrderEvent } from '../../src/orders/domain/order.events.js';
import { serviceDayDecider } from '../../src/orders/domain/service-day.decider.js';
import { serviceDayKind } from '../../src/orders/service-day-streams.js';
import { foldOf } from '../specification/decider-specification.js';
import { MORNING } from '../specification/service-day.js';

const sampleOf = (type: string, version: number): OrderEvent => {
  const text = readFileSync(join('test', 'golden', 'orders', `${type}.v${version}.json`), 'utf8');
  return serviceDayKind.eventTypes.recognise(JSON.parse(text) as RecordedEvent);
};

describe('the samples of every event that was ever written', () => {
  const samples = orderEvents.flatMap(({ type, version }) =>
    Array.from({ length: version }, (_, n) => sampleOf(type, n + 1)),
  );

  it('are still recognised, and still fold', () => {
    const day = foldOf(serviceDayDecider, samples, MORNING);
    expect(day.plan?.businessDate).toBe('2031-06-02');
    expect([...day.orders.values()]).toHaveLength(1);
  });

  it('hold nobody’s name, phone or note in clear', () => {
    const confirmed = samples.filter(({ type }) => type === 'OrderConfirmed');
    expect(confirmed).not.toHaveLength(0);
    for (const { data } of confirmed) {
      expect(Object.keys('customer' in data ? data.customer : {}).sort()).toEqual([
        'ciphertext',
        'keyId',
        'nonce',
      ]);
    }
  });
});
