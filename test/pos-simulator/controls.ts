import { XMLParser } from 'fast-xml-parser';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochMsOf, systemTime, type ClockSegment, type Instant } from '../../src/platform/clock/index.js';
import { systemCodeOf } from '../../tools/pos-simulator/cannot-start.js';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../tools/pos-simulator/simulator.js';
import type { PosOrder, Ticket, TicketStatus } from '../../tools/pos-simulator/kitchen/ticket.js';
import type { Tally } from '../../tools/pos-simulator/kitchen/tickets.js';

const WAIT_MAX_MS = 15_000;

const folders: string[] = [];
const running: { stop(): Promise<void> }[] = [];

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pos-simulator-'));
  folders.push(folder);
  return folder;
};

/** Stops this simulator or program after the spec, however the spec ends. */
export const stopAfterwards = <Running extends { stop(): Promise<void> }>(started: Running): Running => {
  running.push(started);
  return started;
};

/** Belongs into `afterEach` of every spec that starts a simulator. */
export const cleanUp = async (): Promise<void> => {
  await Promise.all(running.splice(0).map(started => started.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

export const simulatorOptions = (changes: Partial<SimulatorOptions> = {}): SimulatorOptions => ({
  folder: changes.folder ?? temporaryFolder(),
  posPort: 0,
  adminPort: 0,
  seed: 1,
  network: systemTime,
  log: () => undefined,
  onLedgerFailure: error => {
    throw error;
  },
  ...changes,
});

/** A running simulator, with a client of each of its APIs. */
export const startedSimulator = async (changes: Partial<SimulatorOptions> = {}) => {
  const options = simulatorOptions(changes);
  const simulator: Simulator = stopAfterwards(await startSimulator(options));
  return {
    ...simulator,
    folder: options.folder,
    pos: posClient(simulator.posUrl),
    admin: adminClient(simulator.adminUrl),
  };
};

export const posOrder = (changes: Partial<PosOrder> = {}): PosOrder => ({
  reference: 'ord_1',
  pickupAt: '2026-05-01T12:00:00.000Z',
  customer: { name: 'Ann' },
  lines: [{ sku: 'soup', name: 'Soup', quantity: 2, unitPrice: 450 }],
  total: 900,
  currency: 'EUR',
  ...changes,
});

/** A clock that stands still at `instant`, so that a spec moves it by segments alone. */
export const stillAt = (instant: Instant, number = 1): ClockSegment => ({
  number,
  realEpochMs: systemTime.utcMs(),
  virtualEpochMs: epochMsOf(instant),
  speed: 1e-9,
});

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

const ask = async <Body>(method: string, url: string, body?: unknown): Promise<Answer<Body>> => {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, { method, ...(body === undefined ? {} : json) });
  return { status: response.status, body: (await response.json()) as Body };
};

interface Accepted {
  readonly ticketId: string;
  readonly reference: string;
  readonly status: TicketStatus;
  readonly error?: { readonly code: string; readonly message: string };
}

export type LookedUp = Omit<Accepted, 'error'> & { readonly version: number; readonly updatedAt: Instant };

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  trimValues: false,
  isArray: name => name === 'ticket',
});

export interface FeedTicket {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly version: string;
  readonly at: Instant;
}

interface Feed {
  readonly changes: { readonly next: string; readonly more: string; readonly ticket?: readonly FeedTicket[] };
}

export const posClient = (url: string) => ({
  inject: (location: string, order: unknown) => ask<Accepted>('POST', `${url}/pos/${location}/orders`, order),

  void: (location: string, ticketId: string, body: unknown = { reason: 'called off' }) =>
    ask<Omit<Accepted, 'reference'>>('POST', `${url}/pos/${location}/orders/${ticketId}/void`, body),

  lookUp: async (location: string, reference: string): Promise<readonly LookedUp[]> => {
    const query = new URLSearchParams({ reference }).toString();
    const answer = await ask<{ tickets: LookedUp[] }>('GET', `${url}/pos/${location}/orders?${query}`);
    return answer.body.tickets;
  },

  changesText: async (location: string, query: Record<string, string> = {}) => {
    const response = await fetch(`${url}/pos/${location}/changes?${new URLSearchParams(query).toString()}`);
    return { status: response.status, text: await response.text() };
  },

  async changes(location: string, query: Record<string, string> = {}) {
    const { text } = await this.changesText(location, query);
    const { next, more, ticket } = (xml.parse(text) as Feed).changes;
    return { next, more: more === 'true', tickets: ticket ?? [] };
  },
});

interface ClockAnswer {
  readonly segment: ClockSegment;
  readonly now: Instant;
  readonly nextPending: Instant | null;
  readonly busy: number;
}

interface Problem {
  readonly detail: string;
  readonly field?: string;
}

export const adminClient = (url: string) => ({
  ledger: async () => (await ask<Tally>('GET', `${url}/admin/ledger`)).body,
  tickets: async (query: Record<string, string> = {}) => {
    const path = `${url}/admin/tickets?${new URLSearchParams(query).toString()}`;
    return (await ask<{ tickets: Ticket[]; next: string | null }>('GET', path)).body;
  },
  voidTicket: (ticketId: string) => ask<Problem>('POST', `${url}/admin/tickets/${ticketId}/void`),
  clock: async () => (await ask<ClockAnswer>('GET', `${url}/admin/clock`)).body,
  tellSegment: (segment: unknown) =>
    ask<Problem & { outcome?: string }>('POST', `${url}/admin/clock/segments`, segment),
  addFault: (fault: unknown) => ask<Problem & { id: string }>('POST', `${url}/admin/faults`, fault),
  faults: async () =>
    (await ask<{ faults: { id: string; active: boolean }[] }>('GET', `${url}/admin/faults`)).body,
  removeFault: (id: string) => ask<Problem>('DELETE', `${url}/admin/faults/${id}`),
  clearFaults: () => ask<{ removed: number }>('DELETE', `${url}/admin/faults`),
  health: async () => (await ask<{ status: string; pos: string }>('GET', `${url}/admin/health`)).body,
});

/** Asks until the answer is the awaited one. Each question is a round trip, so it needs no pause between them. */
export const eventually = async <Fact>(
  question: () => Promise<Fact>,
  isAwaited: (fact: Fact) => boolean,
): Promise<Fact> => {
  const giveUpAt = systemTime.monotonicMs() + WAIT_MAX_MS;
  for (;;) {
    const fact = await question();
    if (isAwaited(fact)) return fact;
    if (systemTime.monotonicMs() > giveUpAt) throw new Error(`still not so: ${JSON.stringify(fact)}`);
  }
};

export const CUT = /^(ECONNRESET|UND_ERR_SOCKET)$/;

/** Why a request got no answer, in the code of its deepest cause; `answered` when it got one. */
export const fateOf = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
    return 'answered';
  } catch (error) {
    return deepestCodeOf(error) ?? String(error);
  }
};

const deepestCodeOf = (error: unknown): string | undefined => {
  const { cause } = error as { cause?: unknown };
  return (cause === undefined ? undefined : deepestCodeOf(cause)) ?? systemCodeOf(error);
};
