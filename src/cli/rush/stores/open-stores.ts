import PQueue from 'p-queue';
import { z } from 'zod';
import type { HttpApi } from '../http-api.js';
import type { StorePlan } from './store-plan.js';

const OPENINGS_AT_ONCE = 8;

/** A store could not be opened: the rush cannot begin. */
export class StoreNotOpened extends Error {
  override readonly name = 'StoreNotOpened';
}

const openedSchema = z.object({ storeId: z.string() });

interface Opened {
  readonly storeId: string;
  readonly position: string | undefined;
}

/** Opens every store of the plan through the public API, and waits until availability knows them all. Answers their ids. */
export const openStores = async (
  server: HttpApi,
  plans: readonly StorePlan[],
  businessDate: string,
): Promise<readonly string[]> => {
  const queue = new PQueue({ concurrency: OPENINGS_AT_ONCE });
  const opened = await Promise.all(plans.map(plan => queue.add(() => openStore(server, plan))));
  await Promise.all(opened.map(store => queue.add(() => untilOffered(server, store, businessDate))));
  return opened.map(({ storeId }) => storeId);
};

const openStore = async (server: HttpApi, { location, body }: StorePlan): Promise<Opened> => {
  const answer = await server.ask({ method: 'POST', path: '/stores', body, key: location });
  if (answer.status >= 300) {
    throw new StoreNotOpened(`the server does not open a store: ${JSON.stringify(answer.body)}`);
  }
  return { storeId: openedSchema.parse(answer.body).storeId, position: answer.position };
};

const untilOffered = async (
  server: HttpApi,
  { storeId, position }: Opened,
  businessDate: string,
): Promise<void> => {
  const path = `/stores/${storeId}/days/${businessDate}/availability`;
  await server.ask({ path, ...(position === undefined ? {} : { atLeast: position }) });
};
