import { Any, type EntityManager } from 'typeorm';
import { placeOfStream } from '../../orders/index.js';
import { DeliveryDayRow, DeliveryRow } from './delivery-board.entities.js';
import type { DayTerms } from './delivery-board.projection.js';

/** The terms of these days, as far as they are known. */
export const termsOf = async (
  streams: ReadonlySet<string>,
  manager: EntityManager,
): Promise<ReadonlyMap<string, DayTerms>> => {
  const found = streams.size === 0 ? [] : await manager.findBy(DeliveryDayRow, { stream: Any([...streams]) });
  return new Map(found.map(row => [row.stream, row]));
};

/** Keeps the terms of a day, and has the deliveries that are still to come follow them. */
export const changeTerms = async (
  stream: string,
  revision: bigint,
  terms: DayTerms,
  manager: EntityManager,
): Promise<void> => {
  const known = await manager.findOneBy(DeliveryDayRow, { stream });
  if (known !== null && BigInt(known.revision) >= revision) return;
  await manager.upsert(DeliveryDayRow, { stream, ...terms, revision: revision.toString() }, ['stream']);
  const { storeId, businessDate } = placeOfStream(stream);
  // What is on its way goes where it was sent; what is delivered or off was due when it was.
  await manager
    .createQueryBuilder()
    .update(DeliveryRow)
    .set({
      due: () =>
        `case when state in ('delivered', 'off') then due else slot - make_interval(mins => :minutes) end`,
      account: () => `case when state in ('waiting', 'escalated') then :account else account end`,
      location: () => `case when state in ('waiting', 'escalated') then :location else location end`,
      termsRevision: revision.toString(),
    })
    .where('store_id = :storeId and business_date = :businessDate and terms_revision < :revision')
    .setParameters({
      minutes: terms.deliverMinutesBefore,
      account: terms.account,
      location: terms.location,
      storeId,
      businessDate,
      revision: revision.toString(),
    })
    .execute();
};
