import type { Client } from 'pg';
import type { RecordedEvent } from '../../src/event-sourcing/index.js';
import { recordedEventOf, type EventRow } from '../../src/event-sourcing/postgres/event-row.js';
import { SERVICE_DAY_PREFIX } from '../../src/orders/index.js';
import { PROJECTIONS } from '../../src/projections/read-models.js';
import { waitFor } from '../equipment/wait-for.js';
import { confirmed, held, openedStore, openHouse, orderBecomes } from '../http/house.js';
import { LUNCH, minutesFrom } from '../http/requests.js';

/** A day in the life of a house: a hold, a released one, a cancelled order, one that got stuck and one collected. */
export const livedDay = async () => {
  const house = await openHouse();
  const { server, simulator, tellTime } = house;
  const storeId = await openedStore(server);
  await openedStore(server, { location: 'next-door' });
  await held(server, storeId, minutesFrom(LUNCH, 60));
  const released = await held(server, storeId, LUNCH);
  await server.remove(`/orders/${released.orderId}/hold`);
  const cancelled = await confirmed(server, storeId, LUNCH);
  await server.post(`/orders/${cancelled}/cancel`, { reason: 'rain' });
  const collected = await confirmed(server, storeId, LUNCH);
  const stuck = await confirmed(server, storeId, minutesFrom(LUNCH, 30));
  await tellTime(minutesFrom(LUNCH, -15));
  await orderBecomes(server, collected, 'sent');
  await tellTime(minutesFrom(LUNCH, 6));
  await orderBecomes(server, collected, 'collected');
  await simulator.admin.addFault({ kind: 'down' });
  await tellTime(minutesFrom(LUNCH, 26));
  await orderBecomes(server, stuck, 'needs-a-person');
  const events = await wholeLog(house);
  await areProjected(house, events);
  return { ...house, storeId, events };
};

/** Resolves once every read model of the house has what happened on the day. */
const areProjected = (
  { sql }: Pick<Awaited<ReturnType<typeof openHouse>>, 'sql'>,
  events: readonly RecordedEvent[],
): Promise<unknown> => {
  const last = events.findLast(({ stream }) => stream.startsWith(SERVICE_DAY_PREFIX));
  return waitFor(
    async () => {
      const { rows } = await sql.query<{ count: string }>(
        'select count(*) from projection_checkpoint where position >= $1',
        [last?.position.toString()],
      );
      return Number(rows[0]?.count) === PROJECTIONS.length;
    },
    { what: 'the read models of a lived day' },
  );
};

/** Every event of a log. */
export const wholeLog = async ({ sql }: { readonly sql: Client }): Promise<readonly RecordedEvent[]> => {
  const { rows } = await sql.query<EventRow>(
    'select position, stream, revision, id, type, data, metadata from log_event order by position',
  );
  return rows.map(recordedEventOf);
};

/** The events in pieces of these sizes, over and over. */
export const inPieces = <Item>(
  items: readonly Item[],
  sizes: readonly number[],
): readonly (readonly Item[])[] => {
  const pieces: (readonly Item[])[] = [];
  for (let from = 0; from < items.length;) {
    const size = sizes[pieces.length % sizes.length] ?? 1;
    pieces.push(items.slice(from, from + size));
    from += size;
  }
  return pieces;
};
