import { adminClient, posOrder, startedSimulator } from './controls.js';
import { systemTime } from '../../src/platform/clock/index.js';
import type { PosOrder } from '../../tools/pos-simulator/kitchen/ticket.js';
import type { PosRequest } from '../../tools/pos-simulator/ledger/requests.js';
import type { SimulatorOptions } from '../../tools/pos-simulator/simulator.js';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Words = Readonly<Record<string, string>>;

const send = async (url: string, init: RequestInit): Promise<RawAnswer> => {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

const post = (url: string, body: unknown, headers: Words = {}): Promise<RawAnswer> =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The POS as the bytes go over the wire, with whatever headers a spec wants. */
export const wireClient = (posUrl: string) => ({
  deliver: (changes: Partial<PosOrder> = {}, headers: Words = {}, location = 'sto_a') =>
    post(`${posUrl}/pos/${location}/orders`, posOrder(changes), headers),
  void: (ticketId: string, body: unknown, headers: Words = {}) =>
    post(`${posUrl}/pos/sto_a/orders/${ticketId}/void`, body, headers),
  get: (path: string, headers: Words = {}) => send(`${posUrl}${path}`, { headers }),
});

interface Verdict {
  readonly live: number;
  readonly voided: number;
  readonly tickets: readonly { readonly ticketId: string; readonly status: string }[];
  readonly unshown: readonly { readonly state: string; readonly why?: string }[];
  readonly requests: readonly PosRequest[];
}

export interface AccountView {
  readonly profile: string;
  readonly capabilities: Record<string, unknown>;
  readonly suspended: boolean;
  readonly suspensions: readonly { readonly requests: number; readonly liftedMs?: number }[];
}

const json = async <Body>(
  method: string,
  url: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> => {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: response.status, body: (await response.json()) as Body };
};

/** What the judge can be asked beyond the tickets themselves. */
export const judgeClient = (adminUrl: string) => ({
  verdict: async (reference = 'ord_1') =>
    (await json<Verdict>('GET', `${adminUrl}/admin/orders/${reference}`)).body,
  doubled: async () =>
    (await json<{ references: string[] }>('GET', `${adminUrl}/admin/orders?minLive=2`)).body.references,
  requests: async (query: Words = {}) => {
    const path = `${adminUrl}/admin/requests?${new URLSearchParams(query).toString()}`;
    return (await json<{ requests: PosRequest[]; total: number; forgotten: number }>('GET', path)).body;
  },
  peak: async (query: Words) => {
    const path = `${adminUrl}/admin/requests/peak?${new URLSearchParams(query).toString()}`;
    return (await json<{ peak: number; requests: number }>('GET', path)).body;
  },
  account: async (name: string) =>
    (await json<AccountView>('GET', `${adminUrl}/admin/accounts/${name}`)).body,
  setAccount: (name: string, order: unknown) =>
    json<AccountView & { field?: string }>('PUT', `${adminUrl}/admin/accounts/${name}`, order),
  suspend: (name: string, order: unknown = {}) =>
    json<AccountView>('POST', `${adminUrl}/admin/accounts/${name}/suspension`, order),
  lift: (name: string) => json<AccountView>('DELETE', `${adminUrl}/admin/accounts/${name}/suspension`),
  profiles: async () =>
    (
      await json<{ profiles: { profile: string; capabilities: Record<string, unknown> }[] }>(
        'GET',
        `${adminUrl}/admin/profiles`,
      )
    ).body.profiles,
  subscribe: (order: unknown) =>
    json<{ id: string; field?: string }>('POST', `${adminUrl}/admin/webhooks`, order),
  changeSecrets: (id: string, secrets: readonly string[]) =>
    json<unknown>('PUT', `${adminUrl}/admin/webhooks/${id}/secrets`, { secrets }),
  webhooks: async () =>
    (
      await json<{ webhooks: { id: string; pending: number; told: number; lost: number }[] }>(
        'GET',
        `${adminUrl}/admin/webhooks`,
      )
    ).body.webhooks,
});

/** A simulator with a client that sees the wire, and one that asks the judge. */
export const judgedSimulator = async (changes: Partial<SimulatorOptions> = {}) => {
  const simulator = await startedSimulator(changes);
  const fault = async (order: unknown): Promise<string> => {
    const { status, body } = await simulator.admin.addFault(order);
    if (status !== 201) throw new Error(`the fault was refused: ${body.detail}`);
    return body.id;
  };
  return {
    ...simulator,
    fault,
    wire: wireClient(simulator.posUrl),
    judge: { ...judgeClient(simulator.adminUrl), ...adminClient(simulator.adminUrl) },
  };
};

/** Real time that a spec moves on by itself; timers run as ever. */
export const movableTime = () => {
  let aheadMs = 0;
  return {
    network: { ...systemTime, utcMs: () => systemTime.utcMs() + aheadMs },
    goOn: (ms: number) => (aheadMs += ms),
  };
};

export const ticketIdIn = ({ text }: RawAnswer): string =>
  (JSON.parse(text) as { ticketId: string }).ticketId;
