import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import { Client } from 'pg';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { createTestDatabase, type TestDatabase } from '../equipment/test-database.js';
import { waitFor } from '../equipment/wait-for.js';
import { cleanUp, startedSimulator } from '../pos-simulator/controls.js';
import { clientOf, freshKey, type HttpClient } from './http-client.js';
import { confirmBody, DATE, holdBody, minutesFrom, openStoreBody, START } from './requests.js';

/** Where a house gets its parts from; what is not named is made new. */
export interface HouseOptions {
  readonly databaseUrl?: string;
  /** Address of the POS; none is configured without it. */
  readonly posUrl?: string | undefined;
  /** Changes the application before it starts. */
  readonly adapt?: (app: DynamicModule) => DynamicModule;
}

export interface Server extends HttpClient {
  readonly app: NestFastifyApplication;
  readonly url: string;
  stop(): Promise<void>;
}

const servers: Server[] = [];
const databases: TestDatabase[] = [];
const clients: Client[] = [];

/** Belongs into `afterAll` of every spec that opens a house. */
export const closeHouses = async (): Promise<void> => {
  await Promise.all(servers.splice(0).map(server => server.stop()));
  await cleanUp();
  await Promise.all(clients.splice(0).map(client => client.end()));
  await Promise.all(databases.splice(0).map(database => database.drop()));
};

/** A database of the spec's own, and one connection to look into it. */
export const freshDatabase = async (): Promise<{ readonly url: string; readonly sql: Client }> => {
  const database = await createTestDatabase();
  databases.push(database);
  const sql = new Client({ connectionString: database.url });
  // The end of the spec ends this connection too, whichever is first.
  sql.on('error', () => undefined);
  await sql.connect();
  clients.push(sql);
  return { url: database.url, sql };
};

/** What the POS signs its webhooks with: the older and the newer of two. */
export const POS_SECRETS = ['the-older-secret-of-sim', 'the-newer-secret-of-sim'] as const;

export const variablesFor = (posUrl: string | undefined): Record<string, string> => ({
  PORT: '0',
  LOG_LEVEL: 'silent',
  // A little early, so that the specs may tell the clock START itself.
  CLOCK_START: minutesFrom(START, -1),
  POS_ACCOUNTS: JSON.stringify([
    {
      account: 'sim',
      adapter: 'simulator',
      endpoint: posUrl ?? 'http://127.0.0.1:9',
      webhookSecrets: POS_SECRETS,
    },
  ]),
});

/** The application behind HTTP in this process, listening on a free port and ready. */
export const startServer = async (
  databaseUrl: string,
  { posUrl, adapt = app => app }: Omit<HouseOptions, 'databaseUrl'> = {},
): Promise<Server> => {
  const config = readConfig(variablesFor(posUrl));
  const app = await createServer(adapt(AppModule.for(config, databaseUrl)));
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= app.close());
  const server: Server = { ...clientOf(url), app, url, stop };
  servers.push(server);
  await isReady(server);
  return server;
};

/** Resolves once the node takes requests, leads, and runs everything a leader runs. */
export const isReady = (server: HttpClient): Promise<unknown> =>
  waitFor(
    async () => {
      const { body } = await server.get<Readiness>('/health/ready');
      const following = body.followers.filter(({ state }) => state === 'following').map(({ name }) => name);
      return body.status === 'ok' && body.leading && LEADERS_WORK.every(name => following.includes(name));
    },
    { what: 'a ready and leading server' },
  );

const LEADERS_WORK = ['open-days', 'order-board', 'delivery-board', 'hold-expiry', 'delivery', 'tracking'];

export interface Readiness {
  readonly status: string;
  readonly leading: boolean;
  readonly followers: readonly { readonly name: string; readonly state: string; readonly position: string }[];
}

/** A server with a database and a POS of its own. */
export const openHouse = async (options: HouseOptions = {}) => {
  const { url: databaseUrl, sql } = await freshDatabase();
  const simulator = await startedSimulator();
  const server = await startServer(databaseUrl, { posUrl: simulator.posUrl, ...options });
  const tellTime = timekeeper(simulator.admin, server);
  await tellTime(START);
  return { server, simulator, sql, databaseUrl, tellTime };
};

interface ClockAnswer {
  readonly now: string;
  readonly segment: { readonly number: number };
  readonly busy: number;
}

/** Moves the business clock of a POS and of every node to an instant, from which it runs on at the pace of life. */
export const timekeeper =
  (
    pos: { tellSegment(segment: unknown): Promise<{ readonly status: number }> },
    ...nodes: readonly HttpClient[]
  ) =>
  async (instant: string): Promise<void> => {
    const clocks = await Promise.all(nodes.map(node => node.get<ClockAnswer>('/ops/clock')));
    const number = Math.max(...clocks.map(({ body }) => body.segment.number)) + 1;
    const segment = { number, realEpochMs: Date.now(), virtualEpochMs: Date.parse(instant), speed: 1 };
    for (const node of nodes) expect((await node.post('/ops/clock/segments', segment)).status).toBe(200);
    expect((await pos.tellSegment(segment)).status).toBe(200);
  };

/** Opens a store and waits until the read models know it. */
export const openedStore = async (
  server: HttpClient,
  changes: Parameters<typeof openStoreBody>[0] = {},
): Promise<string> => {
  const opened = await server.post<{ storeId: string }>('/stores', openStoreBody(changes));
  expect(opened.status).toBe(201);
  const atLeast = { 'rushline-at-least': opened.headers.get('rushline-position') ?? '' };
  const path = `/stores/${opened.body.storeId}/days/${DATE}/availability`;
  await waitFor(async () => (await server.get(path, atLeast)).status === 200, { what: 'the opened store' });
  return opened.body.storeId;
};

export interface Held {
  readonly orderId: string;
  readonly status: string;
  readonly slot: string;
  readonly expiresAt: string;
}

export const held = async (server: HttpClient, storeId: string, slot: string, key = freshKey()) => {
  const answer = await server.post<Held>(`/stores/${storeId}/days/${DATE}/holds`, holdBody({ slot }), {
    'idempotency-key': key,
  });
  expect(answer.status).toBe(201);
  return answer.body;
};

/** An order held and confirmed. */
export const confirmed = async (server: HttpClient, storeId: string, slot: string): Promise<string> => {
  const { orderId } = await held(server, storeId, slot);
  const answer = await server.post(`/orders/${orderId}/confirm`, confirmBody());
  expect(answer.status).toBe(200);
  return orderId;
};

export interface ShownOrder {
  readonly status: string;
  readonly ticketId?: string;
  readonly attempts: number;
  readonly why?: string;
  readonly customer?: unknown;
}

/** The order as the board shows it once it has one of these statuses. */
export const orderBecomes = (
  server: HttpClient,
  orderId: string,
  ...statuses: readonly string[]
): Promise<ShownOrder> =>
  waitFor(
    async () => {
      const { status, body } = await server.get<ShownOrder>(`/orders/${orderId}`);
      return status === 200 && statuses.includes(body.status) ? body : undefined;
    },
    { what: `order ${orderId} to be ${statuses.join(' or ')}`, withinMs: 30_000 },
  );

/** Where the log ends. */
export const headOf = async (sql: Client): Promise<string> => {
  const { rows } = await sql.query<{ head: string }>(
    'select coalesce(max(position), 0) as head from log_event',
  );
  return rows[0]?.head ?? '';
};

/** The types of an order's events in the order they were recorded. */
export const historyOf = async (sql: Client, orderId: string): Promise<readonly string[]> => {
  const { rows } = await sql.query<{ type: string }>(
    `select type from log_event where data->>'orderId' = $1 order by position`,
    [orderId],
  );
  return rows.map(({ type }) => type);
};
