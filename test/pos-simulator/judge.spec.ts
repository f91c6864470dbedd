import fc from 'fast-check';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peakOf } from '../../tools/pos-simulator/ledger/peak.js';
import type { PosRequest } from '../../tools/pos-simulator/ledger/requests.js';
import { cleanUp, CUT, eventually, fateOf, posOrder, temporaryFolder } from './controls.js';
import { compiledProgram, startedProgram } from './program.js';
import { judgeClient, judgedSimulator, ticketIdIn, wireClient } from './wire.js';

afterEach(cleanUp);

describe('The judge', () => {
  it('tells of every request who sent it, when, about what, and what became of it', async () => {
    const { wire, judge, fault } = await judgedSimulator();
    const before = Date.now();
    const ticketId = ticketIdIn(
      await wire.deliver({}, { 'idempotency-key': 'k-1', 'x-pos-account': 'north' }),
    );
    await fault({ kind: 'accept-then-drop-reply' });
    expect(await fateOf(wire.void(ticketId, { reason: 'rain' }))).toMatch(CUT);
    await wire.get('/pos/sto_a/changes');
    const { requests } = await judge.requests();
    expect(requests).toMatchObject([
      { n: 1, operation: 'deliver', account: 'north', key: 'k-1', reference: 'ord_1', ticketId, status: 201 },
      { n: 2, operation: 'void', account: 'default', ticketId, fate: 'dropped' },
      { n: 3, operation: 'changes', location: 'sto_a', fate: 'answered', status: 200 },
    ]);
    expect(requests[1]!.faults).toEqual(['accept-then-drop-reply']);
    expect(requests[1]).not.toHaveProperty('status');
    for (const { wallMs, atMs } of requests) {
      expect(wallMs).toBeGreaterThanOrEqual(before);
      expect(Math.abs(wallMs - atMs)).toBeLessThan(1_000);
    }
    expect(requests[0]!.monoMs).toBeLessThan(requests[1]!.monoMs);
    expect((await judge.requests({ fate: 'dropped' })).total).toBe(1);
    expect((await judge.verdict()).requests.map(({ operation }) => operation)).toEqual(['deliver', 'void']);
  });

  it('names the orders a kitchen sees twice, and none once one of them is voided', async () => {
    const { wire, judge } = await judgedSimulator();
    await wire.deliver({ reference: 'single' });
    const first = ticketIdIn(await wire.deliver());
    await wire.deliver({}, {}, 'sto_b');
    expect(await judge.doubled()).toEqual(['ord_1']);
    expect(await judge.verdict()).toMatchObject({ live: 2, voided: 0 });
    await judge.voidTicket(first);
    expect(await judge.doubled()).toEqual([]);
  });

  it('refuses a question that makes no sense, and knows no order it never met', async () => {
    const { adminUrl } = await judgedSimulator();
    const status = async (path: string) => (await fetch(`${adminUrl}/admin/${path}`)).status;
    expect(await status('requests?fate=lost')).toBe(400);
    expect(await status('requests/peak')).toBe(400);
    expect(await status('requests?color=red')).toBe(400);
    expect(await status('orders/ord_1')).toBe(404);
    expect(await status('accounts/a%20b')).toBe(400);
  });

  it('forgets the oldest requests when there are too many, and says so', async () => {
    const folder = temporaryFolder();
    const first = await judgedSimulator({ folder, requestsPerFileMax: 10 });
    for (let n = 0; n < 45; n += 1) await first.pos.inject('sto_a', posOrder({ reference: `ord_${n}` }));
    const kept = await first.judge.requests({ limit: '1000' });
    expect(kept.requests.at(-1)).toMatchObject({ n: 45, reference: 'ord_44' });
    expect(kept.forgotten + kept.requests.length).toBe(45);
    expect(kept.forgotten).toBeGreaterThan(20);
    await first.stop();
    const { judge, wire } = await judgedSimulator({ folder, requestsPerFileMax: 10 });
    const again = await judge.requests({ limit: '1000' });
    expect(again.requests.at(-1)).toMatchObject({ n: 45 });
    await wire.deliver();
    expect((await judge.requests({ after: '45' })).requests).toMatchObject([
      { n: 46, run: expect.any(Number) as number },
    ]);
  });

  it('loses a torn last line of its log, and writes on behind it', async () => {
    const folder = temporaryFolder();
    const first = await judgedSimulator({ folder });
    await first.wire.deliver();
    await first.stop();
    appendFileSync(join(folder, 'requests.jsonl'), '{"n":2,"wal');
    const second = await judgedSimulator({ folder });
    await second.wire.deliver();
    await second.stop();
    const { judge } = await judgedSimulator({ folder });
    expect((await judge.requests()).requests.map(({ n, run }) => [n, run])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('survives a kill with every request it ever received, answered or not', async () => {
    const main = compiledProgram();
    const folder = temporaryFolder();
    const program = await startedProgram(main, folder);
    const wire = wireClient(program.urls.pos);
    await wire.deliver({}, { 'idempotency-key': 'k-1' });
    await program.admin.addFault({ kind: 'hang' });
    const hanging = fateOf(wire.deliver({ reference: 'ord_2' }, { 'idempotency-key': 'k-2' }));
    await eventually(program.admin.ledger, ({ tickets }) => tickets === 2);
    await program.end('SIGKILL');
    expect(await hanging).toMatch(CUT);
    expect(readFileSync(join(folder, 'requests.jsonl'), 'utf8')).toContain('"key":"k-2"');

    const restarted = await startedProgram(main, folder);
    const after = judgeClient(restarted.urls.admin);
    expect((await after.requests()).requests).toMatchObject([
      { key: 'k-1', fate: 'answered', run: 1 },
      { key: 'k-2', fate: 'open', run: 1 },
    ]);
    expect(await after.verdict('ord_2')).toMatchObject({ live: 1, tickets: [{ key: 'k-2' }] });
  });
});

describe('The fullest window', () => {
  const request = (atMs: number) => ({ atMs }) as PosRequest;

  it('holds as many requests as counting each window by hand finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (times, windowMs) => {
          const counts = times.map(from => times.filter(at => at >= from && at < from + windowMs).length);
          expect(peakOf(times.map(request), windowMs).peak).toBe(Math.max(0, ...counts));
        },
      ),
    );
  });

  it('is asked over HTTP, for some of the requests', async () => {
    const { wire, judge } = await judgedSimulator();
    for (const account of ['north', 'north', 'south']) await wire.deliver({}, { 'x-pos-account': account });
    expect(await judge.peak({ windowMs: '600000' })).toMatchObject({ peak: 3, requests: 3 });
    expect(await judge.peak({ windowMs: '600000', account: 'north' })).toMatchObject({ peak: 2 });
    expect(await judge.peak({ windowMs: '600000', account: 'nobody' })).toMatchObject({
      peak: 0,
      fromMs: null,
    });
  });
});
