import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '../equipment/wait-for.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
  readonly body: {
    readonly webhookId: string;
    readonly type: string;
    readonly orderId: string;
    readonly position: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** What a receiver does with a webhook: answers with a status, sends it elsewhere, or never answers. */
export type Reaction = number | { readonly location: string } | 'hang';

const open = new Set<Receiver>();

/** An HTTP server that is told of orders, and remembers what it was told. */
export class Receiver {
  readonly received: Received[] = [];
  /** What came of each, in the order it was answered. */
  readonly taken: Received[] = [];
  react: (received: Received) => Reaction = () => 204;
  private server = createServer((request, response) => void this.take(request, response));
  private port = 0;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.listen();
    open.add(receiver);
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  /** Comes back on the port it had. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>(resolve => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  of(orderId: string): readonly Received[] {
    return this.received.filter(({ body }) => body.orderId === orderId);
  }

  typesTaken(orderId: string): readonly string[] {
    return this.taken.filter(({ body }) => body.orderId === orderId).map(({ body }) => body.type);
  }

  /** Resolves once it has taken this of an order. */
  has(orderId: string, type: string): Promise<Received> {
    return waitFor(() => this.taken.find(({ body }) => body.orderId === orderId && body.type === type), {
      what: `${type} of ${orderId}`,
      withinMs: 30_000,
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = JSON.parse(raw.toString('utf8')) as Received['body'];
    const received = { path: request.url ?? '', headers: request.headers, raw, body };
    this.received.push(received);
    const reaction = this.react(received);
    if (reaction === 'hang') return;
    if (typeof reaction === 'object') return void response.writeHead(302, { ...reaction }).end();
    if (reaction < 300) this.taken.push(received);
    response.writeHead(reaction).end('thanks, or not');
  }
}

export const closeReceivers = async (): Promise<void> => {
  await Promise.all([...open].map(receiver => receiver.close()));
  open.clear();
};
