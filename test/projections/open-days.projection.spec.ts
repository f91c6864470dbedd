import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { openDaysChange } from '../../src/projections/open-days/open-days.projection.js';
import { dayOpened, STORE_ID, timeslotHeld } from '../specification/service-day.js';
import { storeOpened } from '../specification/store-controls.js';

const recorded = (
  stream: string,
  revision: bigint,
  event: Pick<RecordedEvent, 'type' | 'data'>,
): RecordedEvent => ({
  ...event,
  id: 'b9c3e0f2-0000-5000-8000-000000000001',
  stream,
  revision,
  position: 9n,
  metadata: {
    $correlationId: '1',
    $causationId: '1',
    commandId: '1',
    fingerprint: '',
    actor: 'operator-1',
    decidedAt: '2031-06-02T09:00:00.000Z',
    receivedAt: '2031-06-02T09:00:00.000Z',
    schemaVersion: 1,
  },
});

describe('the list of stores and open days', () => {
  it('gets a store when it opens, at the revision of its stream', () => {
    const stream = `store-${STORE_ID}`;
    expect(openDaysChange(recorded(stream, 0n, storeOpened()))).toEqual({
      table: 'store_list',
      row: {
        storeId: STORE_ID,
        name: 'High Street',
        address: '1 High Street, Bath',
        zone: 'Europe/London',
        currency: 'GBP',
        revision: '0',
      },
    });
  });

  it('gets a service day when it opens, under its stream', () => {
    const stream = `serviceDay-${STORE_ID}_2031-06-02`;
    expect(openDaysChange(recorded(stream, 0n, dayOpened()))).toEqual({
      table: 'open_day',
      row: { stream, storeId: STORE_ID, businessDate: '2031-06-02' },
    });
  });

  it('is not changed by anything else that happens on a day', () => {
    expect(openDaysChange(recorded(`serviceDay-${STORE_ID}_2031-06-02`, 1n, timeslotHeld()))).toBeUndefined();
  });
});
