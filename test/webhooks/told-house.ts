import { DispatchOrder } from '../../src/orders/index.js';
import { waitFor } from '../equipment/wait-for.js';
import { confirmed, historyOf, openedStore, openHouse } from '../http/house.js';
import type { HttpClient } from '../http/http-client.js';
import { LUNCH } from '../http/requests.js';
import type { Receiver } from './receiver.js';

export interface ShownTarget {
  readonly targetId: string;
  readonly secretId: string;
  readonly secret: string;
  readonly secrets: readonly { readonly secretId: string }[];
}

export interface Untold {
  readonly pending: number;
  readonly failed: number;
  readonly untold: readonly {
    readonly webhookId: string;
    readonly orderId: string;
    readonly type: string;
    readonly state: string;
    readonly attempts: number;
    readonly why: string | null;
    readonly nextTryAt: string | null;
  }[];
}

export const ALL = ['confirmed', 'escalated', 'cancelled', 'voided', 'ready'];

export const targetFor = (url: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  receiver: 'storefront',
  url,
  events: ALL,
  ...changes,
});

export const registered = async (
  server: HttpClient,
  receiver: Receiver,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<ShownTarget> => {
  const answer = await server.post<ShownTarget>('/webhooks/targets', targetFor(receiver.url, changes));
  expect(answer.status).toBe(201);
  return answer.body;
};

export const untoldOf = async (server: HttpClient, targetId: string): Promise<Untold> =>
  (await server.get<Untold>(`/webhooks/targets/${targetId}/untold`)).body;

/** A house whose orders are told. */
export const openToldHouse = async () => {
  const house = await openHouse();
  const storeId = await openedStore(house.server, { limits: { orders: 100 } });
  const order = () => confirmed(house.server, storeId, LUNCH);
  /** A guest calls an order off: its storefront does not know of it by any answer. */
  const cancelByGuest = async (orderId: string): Promise<void> => {
    const answer = await house.server.app
      .get(DispatchOrder)
      .send(
        { type: 'CancelOrder', orderId, by: 'guest-7', reason: 'Quasimodo is ill', asStorefront: false },
        `guest cancels ${orderId}`,
      );
    expect(answer?.kind).toBe('accepted');
  };
  const recorded = (orderId: string, type: string) =>
    waitFor(async () => (await historyOf(house.sql, orderId)).includes(type), {
      what: `${type} of ${orderId}`,
      withinMs: 30_000,
    });
  return { ...house, storeId, order, cancelByGuest, recorded };
};
