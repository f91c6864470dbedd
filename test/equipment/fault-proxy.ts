import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `requests` go to the server, `responses` come back from it. */
export type Direction = 'requests' | 'responses';

/**
 * What becomes of bytes: they pass, they pass later, they wait (nothing more is read until it heals), or they vanish while
 * both ends believe in the connection.
 */
export type Treatment = 'pass' | 'stall' | 'swallow' | { readonly latencyMs: number };

type End = 'cut' | 'reset';

interface Trigger {
  readonly matches: (bytes: Buffer) => boolean;
  readonly act: (connection: Connection) => void;
}

const OTHER = { requests: 'responses', responses: 'requests' } as const;

/** One connection through the proxy; each direction is treated by itself. */
export class Connection {
  private readonly treatments: Record<Direction, Treatment>;
  private readonly held: Record<Direction, Buffer[]> = { requests: [], responses: [] };
  private readonly sources: Record<Direction, Socket>;
  private lossy = false;

  constructor(
    private readonly proxy: FaultProxy,
    client: Socket,
    server: Socket,
    treatments: Readonly<Record<Direction, Treatment>>,
  ) {
    this.treatments = { ...treatments };
    this.sources = { requests: client, responses: server };
    for (const direction of ['requests', 'responses'] as const) {
      const source = this.sources[direction];
      source.setNoDelay(true);
      source.on('data', bytes => this.carry(direction, bytes));
      source.on('error', () => undefined);
      source.on('close', () => this.closed(direction));
    }
  }

  treat(direction: Direction, treatment: Treatment): void {
    this.treatments[direction] = treatment;
    if (treatment !== 'pass') return;
    for (const bytes of this.held[direction].splice(0)) this.sources[OTHER[direction]].write(bytes);
    this.sources[direction].resume();
  }

  /** Lets everything pass again; a connection that has lost bytes cannot go on, and is cut. */
  heal(): void {
    if (this.lossy) return this.end('cut');
    for (const direction of ['requests', 'responses'] as const) this.treat(direction, 'pass');
  }

  end(how: End): void {
    for (const socket of Object.values(this.sources)) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  private carry(direction: Direction, bytes: Buffer): void {
    if (direction === 'requests') this.proxy.look(bytes, this);
    const treatment = this.treatments[direction];
    const target = this.sources[OTHER[direction]];
    if (treatment === 'pass') target.write(bytes);
    else if (treatment === 'swallow') this.lose(bytes);
    else if (treatment === 'stall') this.hold(direction, bytes);
    else setTimeout(() => target.write(bytes), treatment.latencyMs);
  }

  private lose(bytes: Buffer): void {
    this.lossy = true;
    this.proxy.swallowed += bytes.length;
  }

  private hold(direction: Direction, bytes: Buffer): void {
    this.held[direction].push(bytes);
    this.sources[direction].pause();
  }

  /** Who does not get the bytes is not told of the end either. */
  private closed(direction: Direction): void {
    const treatment = this.treatments[direction];
    if (treatment === 'swallow' || treatment === 'stall') this.lossy = true;
    else this.sources[OTHER[direction]].destroy();
  }
}

/** A TCP proxy that does to each direction, and to each connection, what a spec tells it. Closed after the spec. */
export class FaultProxy {
  /** Bytes that went in and came out nowhere. */
  swallowed = 0;
  private readonly connections = new Set<Connection>();
  private readonly treatments: Record<Direction, Treatment> = { requests: 'pass', responses: 'pass' };
  private readonly triggers: Trigger[] = [];
  private readonly server: Server;

  private constructor(private readonly target: URL) {
    this.server = createServer(client => this.accept(client));
  }

  /** In front of the server that a URL names. */
  static async before(url: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(url));
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    open.add(proxy);
    return proxy;
  }

  /** The same URL, by way of the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Treats a direction of all connections so, of those to come as well. */
  treat(direction: Direction, treatment: Treatment): void {
    this.treatments[direction] = treatment;
    for (const connection of this.connections) connection.treat(direction, treatment);
  }

  /** Everything vanishes, both ways. */
  blackHole(): void {
    this.treat('requests', 'swallow');
    this.treat('responses', 'swallow');
  }

  heal(): void {
    this.treatments.requests = this.treatments.responses = 'pass';
    for (const connection of this.connections) connection.heal();
  }

  /** Does something to the connection of the next request that contains `text`, before it is passed on. */
  atRequest(text: string, act: (connection: Connection) => void): void {
    this.triggers.push({ matches: bytes => bytes.includes(text), act });
  }

  endAll(how: End): void {
    for (const connection of this.connections) connection.end(how);
  }

  look(bytes: Buffer, connection: Connection): void {
    const index = this.triggers.findIndex(({ matches }) => matches(bytes));
    if (index >= 0) this.triggers.splice(index, 1)[0]?.act(connection);
  }

  async close(): Promise<void> {
    open.delete(this);
    this.endAll('cut');
    await new Promise(resolve => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const connection = new Connection(this, client, server, this.treatments);
    this.connections.add(connection);
    client.on('close', () => server.destroyed && this.connections.delete(connection));
    server.on('close', () => client.destroyed && this.connections.delete(connection));
  }
}

const open = new Set<FaultProxy>();

afterEach(async () => {
  await Promise.all([...open].map(proxy => proxy.close()));
});
