import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Measured, Surroundings } from '../bench.js';
import { dateAhead } from '../fixtures/a-store.js';
import { openStores } from '../fixtures/open-over-http.js';
import { atLeast, compare, inTurns } from '../rounds.js';
import { startBenchPostgres } from '../system/bench-database.js';
import { startServer } from '../system/server.js';
import { withParts } from '../parts.js';
import { baseline, measuredRate, roundsOf, WARM_UP_SECONDS } from './http-sides.js';

const measure = (around: Surroundings): Promise<Measured> =>
  withParts(async keep => {
    const postgres = await keep(startBenchPostgres());
    const database = await postgres.database('ours');
    const server = await keep(startServer({ databaseUrl: database.url, profileDir: around.profileDir }));
    const [storeId] = await openStores(server, 1);
    const path = `/stores/${storeId}/days/${dateAhead(0)}/availability`;
    const bytes = Buffer.from(await (await fetch(`${server.url}${path}`)).arrayBuffer());
    const file = join(postgres.dataDir, '..', 'availability.json');
    await writeFile(file, bytes);
    const same = await keep(baseline('same-bytes', file));
    const ask = (url: string, seconds: number) =>
      measuredRate({ url, method: 'GET', paths: [path], seconds });
    for (const url of [server.url, same.url]) await ask(url, WARM_UP_SECONDS);
    const [ours = [], theirs = []] = await inTurns(
      [
        { name: 'ours', measure: () => ask(server.url, around.seconds) },
        { name: 'same bytes', measure: () => ask(same.url, around.seconds) },
      ],
      roundsOf(around),
    );
    const figure = compare(
      {
        what: 'availability of a store-day over HTTP',
        baseline: 'bare Fastify sending the same bytes',
        unit: 'answers/s',
        bound: atLeast(0.7, 0.95),
        notes: [`44 slots, ${bytes.length.toLocaleString('en')} bytes`],
      },
      ours,
      theirs,
    );
    return { figures: [figure], readings: [] };
  });

export const availability: Bench = {
  name: 'availability',
  summary: 'availability of a store-day over HTTP, against bare Fastify sending the same bytes',
  run: measure,
};
