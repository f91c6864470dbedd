import { startProgram, type Program } from '../equipment/child-process.js';
import { waitFor } from '../equipment/wait-for.js';
import { clientOf, type HttpClient } from '../http/http-client.js';
import { variablesFor, type Readiness } from '../http/house.js';

const STARTED_WITHIN_MS = 40_000;

/** A server as a process of its own. */
export interface Node extends HttpClient {
  readonly program: Program;
  readonly port: string;
}

interface NodeOptions {
  readonly posUrl?: string | undefined;
  /** What to run; the server itself by default. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a server on a free port, or the named one, and waits until it takes requests. */
export const startNode = async (
  databaseUrl: string,
  { posUrl, path = 'src/main', env = {} }: NodeOptions = {},
): Promise<Node> => {
  const variables = { ...variablesFor(posUrl), DATABASE_URL: databaseUrl, ...env };
  const program = startProgram(path, { env: variables });
  const line = await program.line(/^rushline listens at /, STARTED_WITHIN_MS);
  const url = new URL(line.replace('rushline listens at ', ''));
  const node = { ...clientOf(url.origin), program, port: url.port };
  await waitFor(async () => (await node.get('/health/ready')).status === 200, {
    what: `${url.origin} to be ready`,
  });
  return node;
};

export const leads = async (node: HttpClient): Promise<boolean> =>
  (await node.get<Readiness>('/health/ready')).body.leading;
