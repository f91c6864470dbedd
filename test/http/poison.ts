import type { Client } from 'pg';

/** Records, past every check, that `orderId` was confirmed as `like` was, with a guest no jsonb column can hold. */
export const poison = async (sql: Client, orderId: string, like: string): Promise<void> => {
  await sql.query(
    `insert into log_event (position, stream, revision, id, type, data, metadata)
     select (select max(position) + 1 from log_event),
            e.stream,
            (select max(revision) + 1 from log_event where stream = e.stream),
            gen_random_uuid(), e.type,
            replace(replace(e.data::text, $1, $2), '"ciphertext":"', '"ciphertext":"\\u0000')::json, e.metadata
     from log_event e where e.type = 'OrderConfirmed' and e.data->>'orderId' = $1`,
    [like, orderId],
  );
  await sql.query(`select pg_notify('rushline_log', '')`);
};

/** Takes from the log what no column can hold. */
export const mend = async (sql: Client): Promise<void> => {
  await sql.query(
    `update log_event set data = replace(data::text, '\\u0000', '')::json where data::text like '%\\\\u0000%'`,
  );
};
