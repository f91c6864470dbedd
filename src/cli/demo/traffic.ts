import { epochMsOf, systemTime } from '../../platform/clock/index.js';
import type { Chance } from './chance.js';
import type { DemoClock } from './demo-clock.js';
import type { Dish } from './demo-stores.js';
import type { Follower } from './follower.js';
import { basketOf, guestOf, type Basket } from './guests.js';
import { Refused, type PublicApi, type Store } from './public-api.js';
import type { Storyteller, Tale } from './storyteller.js';

export interface OpenStore extends Store {
  readonly menu: readonly Dish[];
}

interface Place {
  readonly store: OpenStore;
  readonly businessDate: string;
  readonly slot: string;
}

export interface TrafficParts {
  readonly api: PublicApi;
  readonly clock: DemoClock;
  readonly chance: Chance;
  readonly storyteller: Storyteller;
  readonly follower: Follower;
}

const MINUTE_MS = 60_000;
/** Guests want their food soon, in business time: they take one of the next slots there are. */
const SOON_MS = 120 * MINUTE_MS;
const NEXT_SLOTS = 3;
const GUESTS_AT_ONCE_MAX = 20;
/** Shares of the guests who leave before they pay, and of those who call their order off. */
const SHARE_LEAVING = 0.08;
const SHARE_CANCELLING = 0.08;
const BOOKABLE = new Set(['open', 'few']);

/** Guests who come at random, and order through the public API as the guests of any storefront do. */
export class Traffic {
  constructor(
    private readonly stores: readonly OpenStore[],
    private readonly parts: TrafficParts,
  ) {}

  /** Lets guests come, so many in a minute of real time on average, until `stop`. */
  async run(perMinute: number, stop: AbortSignal): Promise<void> {
    const here = new Set<Promise<void>>();
    while (!stop.aborted) {
      if (here.size < GUESTS_AT_ONCE_MAX) {
        const guest: Promise<void> = this.guest(stop).finally(() => here.delete(guest));
        here.add(guest);
      }
      await systemTime.sleep((MINUTE_MS / perMinute) * (0.5 + this.parts.chance.number()), stop);
    }
    await Promise.all(here);
  }

  private async guest(stop: AbortSignal): Promise<void> {
    const { chance, storyteller } = this.parts;
    const mood = chance.number();
    let store: Store | undefined;
    try {
      const place = await this.choose(chance.shuffled(this.stores));
      store = place?.store;
      if (place !== undefined) await this.order(place, basketOf(place.store.menu, chance), mood);
    } catch (error) {
      // While everything stops, or the server comes back after a crash, a guest simply goes away.
      if (stop.aborted || !(error instanceof Refused) || store === undefined) return;
      storyteller.remark(store, `refused: ${error.message}`);
    }
  }

  /** A slot that can be had soon, at the first of these stores that has any. */
  private async choose(stores: readonly OpenStore[]): Promise<Place | undefined> {
    const { api, clock, chance } = this.parts;
    for (const store of stores) {
      for (const businessDate of clock.datesIn(store.zone)) {
        const until = epochMsOf(clock.now()) + SOON_MS;
        const slots = await api.availability(store.storeId, businessDate);
        const soon = slots.filter(({ state, start }) => BOOKABLE.has(state) && epochMsOf(start) < until);
        const slot = chance.pick(soon.slice(0, NEXT_SLOTS))?.start;
        if (slot !== undefined) return { store, businessDate, slot };
      }
    }
    return undefined;
  }

  private async order({ store, businessDate, slot }: Place, basket: Basket, mood: number): Promise<void> {
    const { api, chance, storyteller, follower } = this.parts;
    const { lines, load } = basket;
    const { orderId } = await api.hold(store.storeId, businessDate, { slot, ...load });
    const tale = storyteller.begin(orderId, store, slot);
    if (mood < SHARE_LEAVING) {
      await api.release(orderId);
      storyteller.add(tale, 'released');
      return;
    }
    await api.confirm(orderId, { lines, total: load.amount, currency: store.currency, ...guestOf(chance) });
    storyteller.add(tale, 'confirmed');
    if (mood > 1 - SHARE_CANCELLING) await this.cancel(tale);
    if (!tale.hasEnded) follower.follow(tale);
  }

  private async cancel(tale: Tale): Promise<void> {
    const reason = 'changed their mind';
    await this.parts.api.cancel(tale.orderId, reason);
    this.parts.storyteller.add(tale, 'cancelled', reason);
  }
}
