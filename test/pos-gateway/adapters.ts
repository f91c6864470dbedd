import type { DynamicModule } from '@nestjs/common';
import { NETWORK_TIME, type NetworkTime } from '../../src/platform/clock/index.js';
import { CONFIG, type Config } from '../../src/platform/config/index.js';
import { PosAccounts } from '../../src/pos-gateway/pos-accounts.js';
import { PosGatewayModule } from '../../src/pos-gateway/pos-gateway.module.js';
import type { PosAdapter } from '../../src/pos-gateway/pos-port.js';
import { ORDINARY_PACE, TRACKING_PACE } from '../../src/pos-gateway/tracking/index.js';
import { PosTraffic } from '../../src/pos-gateway/traffic/index.js';

/** The application with every POS behind what `wrap` makes of it. */
export const behind =
  (wrap: (adapter: PosAdapter) => PosAdapter, pace: Partial<typeof ORDINARY_PACE> = {}) =>
  (app: DynamicModule): DynamicModule => {
    const provider = {
      provide: PosAccounts,
      inject: [CONFIG, NETWORK_TIME, PosTraffic],
      useFactory: ({ posAccounts }: Config, network: NetworkTime, traffic: PosTraffic) => {
        const accounts = new PosAccounts(posAccounts, network, traffic);
        const find = (account: string) => {
          const adapter = accounts.find(account);
          return adapter && wrap(adapter);
        };
        return { find, close: () => accounts.close() };
      },
    };
    const hurried = { provide: TRACKING_PACE, useValue: { ...ORDINARY_PACE, ...pace } };
    const swapped = { module: PosGatewayModule, providers: [provider, hurried] };
    return { ...app, imports: (app.imports ?? []).map(room => (room === PosGatewayModule ? swapped : room)) };
  };

/** An adapter that does some things in its own way, and the others as `adapter` does. */
export const but = (adapter: PosAdapter, changes: Partial<PosAdapter>): PosAdapter => ({
  name: adapter.name,
  endpoint: adapter.endpoint,
  capabilities: adapter.capabilities,
  requestTimeoutMs: adapter.requestTimeoutMs,
  deliver: (...args) => adapter.deliver(...args),
  find: (location, orderId, ticketId) => adapter.find(location, orderId, ticketId),
  void: (ticket, sendByMs) => adapter.void(ticket, sendByMs),
  changes: (location, from) => adapter.changes(location, from),
  close: () => adapter.close(),
  ...changes,
});

export const withSilentFeed = (adapter: PosAdapter): PosAdapter =>
  but(adapter, {
    changes: async () => ({ changes: [], unreadable: 0, next: 'nothing', more: false }),
  });

export const withoutLookUp = (adapter: PosAdapter): PosAdapter =>
  but(adapter, { find: async () => ({ kind: 'cannot-tell', why: 'nobody knows' }) });
