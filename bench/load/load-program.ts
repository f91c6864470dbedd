import autocannon from 'autocannon';
import type { LoadJob, LoadResult } from './load.js';

/*
 * Sends one job's requests and prints what came of them as one line of JSON. A process of its own, so that sending
 * never waits for whatever the bench itself does:
 *   node dist/bench/load/load-program.js JOB
 */
const job = JSON.parse(process.argv[2] ?? '') as LoadJob;
let sent = 0;

/** A path of its own and a key of its own for every request. */
const setupRequest = (request: autocannon.Request): autocannon.Request => {
  sent += 1;
  return {
    ...request,
    path: job.paths[Math.floor(Math.random() * job.paths.length)] ?? '/',
    headers: { ...request.headers, 'idempotency-key': `${job.keys ?? 'load'}-${sent}` },
  };
};

const isFixed = job.keys === undefined && job.paths.length === 1;
const request: autocannon.Request = {
  method: job.method,
  path: job.paths[0] ?? '/',
  ...(job.body === undefined ? {} : { body: job.body, headers: { 'content-type': 'application/json' } }),
  ...(isFixed ? {} : { setupRequest }),
};

const result = await autocannon({
  url: job.url,
  connections: job.connections,
  duration: job.seconds,
  requests: [request],
});

const told: LoadResult = {
  succeeded: result['2xx'],
  refused: result.non2xx,
  failed: result.errors,
  perSecond: result['2xx'] / result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
};
process.stdout.write(`${JSON.stringify(told)}\n`);
