import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
  readonly atMs: number;
  readonly location: string;
  readonly operation: 'deliver' | 'find';
  /** When its answer left; undefined as long as there is none. */
  answeredMs?: number;
}

const servers: Server[] = [];

export const closePos = async (): Promise<void> => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
};

/** A POS that takes every order, never answers the locations in `hanging`, and remembers what came when. */
export const posWithMemory = async (hanging: (location: string) => boolean = () => false) => {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const location = request.url?.split('/')[2] ?? '';
    const operation = request.method === 'POST' ? 'deliver' : 'find';
    const arrival: Arrival = { atMs: performance.now(), location, operation };
    arrivals.push(arrival);
    void bodyOf(request).then(body => {
      if (!hanging(location)) answer(response, body, arrival);
    });
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals };
};

/** The most arrivals in any window of this length. */
export const peakOf = (arrivals: readonly Arrival[], windowMs: number): number =>
  Math.max(
    0,
    ...arrivals.map(
      ({ atMs }) => arrivals.filter(other => other.atMs <= atMs && other.atMs > atMs - windowMs).length,
    ),
  );

/** The most that were unanswered at the same time. */
export const mostAtOnce = (arrivals: readonly Arrival[]): number =>
  Math.max(
    0,
    ...arrivals.map(
      ({ atMs }) =>
        arrivals.filter(other => other.atMs <= atMs && (other.answeredMs ?? Infinity) > atMs).length,
    ),
  );

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const answer = (response: ServerResponse, body: string, arrival: Arrival): void => {
  arrival.answeredMs = performance.now();
  response.setHeader('content-type', 'application/json');
  if (body === '') response.end(JSON.stringify({ tickets: [] }));
  else {
    const { reference } = JSON.parse(body) as { reference: string };
    response
      .writeHead(201)
      .end(JSON.stringify({ ticketId: `t-${reference}`, reference, status: 'received' }));
  }
};
