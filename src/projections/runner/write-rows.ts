import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * Inserts rows, or replaces those that are there under the same primary key, in one statement with one parameter: an
 * upsert of the mapper names a parameter for every field of every row, which costs more than the rows themselves.
 */
export const writeRows = async <Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  const { tableName, columns, primaryColumns } = manager.connection.getMetadata(entity);
  const quoted = (names: readonly { readonly databaseName: string }[]): string =>
    names.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const others = columns.filter(({ isPrimary }) => !isPrimary);
  const replaced = others.map(({ databaseName }) => `"${databaseName}" = excluded."${databaseName}"`);
  const written = rows.map(row =>
    Object.fromEntries(columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName]])),
  );
  await manager.query(
    `insert into "${tableName}" (${quoted(columns)})
     select ${quoted(columns)} from json_populate_recordset(null::"${tableName}", $1)
     on conflict (${quoted(primaryColumns)})
     do ${replaced.length === 0 ? 'nothing' : `update set ${replaced.join(', ')}`}`,
    [JSON.stringify(written)],
  );
};
