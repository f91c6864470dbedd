import { Client } from 'pg';

const held = new Set<Client>();

/** A session with a transaction that has done something and does not end before the spec, or until it is told to. */
export const openTransaction = async (
  url: string,
  ...statements: readonly string[]
): Promise<{ readonly commit: () => Promise<void>; readonly rollback: () => Promise<void> }> => {
  const client = new Client({ connectionString: url, application_name: 'a foreigner' });
  client.on('error', () => undefined);
  await client.connect();
  held.add(client);
  const end = async (how: 'commit' | 'rollback'): Promise<void> => {
    held.delete(client);
    await client.query(how);
    await client.end();
  };
  await client.query('begin');
  for (const statement of statements) await client.query(statement);
  return { commit: () => end('commit'), rollback: () => end('rollback') };
};

afterEach(async () => {
  const clients = [...held];
  held.clear();
  await Promise.all(clients.map(client => client.end()));
});
