import { systemTime } from '../../platform/clock/index.js';
import { DEMO_STORES } from './demo-stores.js';
import type { PublicApi, Store } from './public-api.js';
import type { OpenStore } from './traffic.js';

/** The list of stores is a read model: what was just opened shows in it a moment later. */
const LISTED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;

export interface OpenedStores {
  readonly stores: readonly OpenStore[];
  /** How many of them were there before. */
  readonly known: number;
}

/** Opens the demo stores that are not open yet. A store keeps the menu of its name, whoever opened it. */
export const openDemoStores = async (api: PublicApi, stop: AbortSignal): Promise<OpenedStores> => {
  const before = await api.stores();
  const missing = DEMO_STORES.filter(({ body }) => before.every(({ name }) => name !== body.name));
  for (const { idempotencyKey, body } of missing) await api.openStore(idempotencyKey, body);
  const listed = missing.length === 0 ? before : await listedBy(api, stop);
  const stores = DEMO_STORES.flatMap(({ body, menu }) =>
    listed.filter(({ name }) => name === body.name).map(store => ({ ...store, menu })),
  );
  return { stores, known: stores.length - missing.length };
};

const listedBy = async (api: PublicApi, stop: AbortSignal): Promise<readonly Store[]> => {
  const deadline = systemTime.monotonicMs() + LISTED_WITHIN_MS;
  for (;;) {
    const stores = await api.stores();
    const isWhole = DEMO_STORES.every(({ body }) => stores.some(({ name }) => name === body.name));
    if (isWhole || stop.aborted || systemTime.monotonicMs() > deadline) return stores;
    await systemTime.sleep(LOOK_EVERY_MS, stop);
  }
};
