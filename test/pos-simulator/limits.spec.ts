import fc from 'fast-check';
import { peakOf } from '../../tools/pos-simulator/ledger/peak.js';
import type { PosRequest } from '../../tools/pos-simulator/ledger/requests.js';
import { Limiter } from '../../tools/pos-simulator/limits/limiter.js';
import { PROFILES } from '../../tools/pos-simulator/profiles/profiles.js';
import { cleanUp, eventually, posOrder } from './controls.js';
import { judgedSimulator } from './wire.js';

afterEach(cleanUp);

const HOUR_MS = 3_600_000;

const withLimits = async (limits: readonly object[], more: object = {}) => {
  const simulator = await judgedSimulator();
  const order = { profile: 'strict-limits', parameters: { limits, suspendsAfter: null, ...more } };
  expect((await simulator.judge.setAccount('default', order)).status).toBe(200);
  return simulator;
};

describe('A limit', () => {
  it('on requests in a window turns the next one away, with the time to wait, and makes no ticket', async () => {
    const { wire, judge } = await withLimits([{ scope: 'account', requests: 2, perMs: HOUR_MS }]);
    const answers = [await wire.deliver(), await wire.deliver({}, {}, 'sto_b'), await wire.deliver()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
    const seconds = Number(answers[2]!.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
    expect((await judge.ledger()).tickets).toBe(2);
    expect((await wire.deliver({}, { 'x-pos-account': 'south' })).status).toBe(201);
  });

  it('of a location does not hold up another location', async () => {
    const { wire } = await withLimits([{ scope: 'location', requests: 1, perMs: HOUR_MS }]);
    expect((await wire.deliver()).status).toBe(201);
    expect((await wire.deliver()).status).toBe(429);
    expect((await wire.deliver({}, {}, 'sto_b')).status).toBe(201);
  });

  it('of the feed does not hold up deliveries', async () => {
    const { wire } = await withLimits([
      { scope: 'location', operation: 'changes', requests: 1, perMs: HOUR_MS },
    ]);
    expect((await wire.get('/pos/sto_a/changes')).status).toBe(200);
    expect((await wire.get('/pos/sto_a/changes')).status).toBe(429);
    expect((await wire.deliver()).status).toBe(201);
  });

  it('on requests at once lets the next one in when one has ended', async () => {
    const { wire, judge, fault } = await withLimits([{ scope: 'account', concurrent: 1 }]);
    await fault({ kind: 'slow', delayMs: 500, forRequests: 1 });
    const first = wire.deliver();
    await eventually(judge.clock, ({ busy }) => busy === 1);
    expect((await wire.deliver()).status).toBe(429);
    expect((await first).status).toBe(201);
    await eventually(
      () => wire.deliver(),
      ({ status }) => status === 201,
    );
  });

  it('holds together with others: whichever is reached first', async () => {
    const { wire } = await withLimits([
      { scope: 'account', requests: 3, perMs: HOUR_MS },
      { scope: 'location', requests: 2, perMs: HOUR_MS },
    ]);
    const statuses: number[] = [];
    for (const location of ['sto_a', 'sto_a', 'sto_a', 'sto_b', 'sto_b']) {
      statuses.push((await wire.deliver({}, {}, location)).status);
    }
    expect(statuses).toEqual([201, 201, 429, 201, 429]);
  });

  it('is not there in a profile without limits', async () => {
    const { pos, judge } = await judgedSimulator();
    for (let n = 0; n < 30; n += 1) expect((await pos.inject('sto_a', posOrder())).status).toBe(201);
    expect(await judge.peak({ windowMs: '60000', operation: 'deliver' })).toMatchObject({ peak: 30 });
  });
});

describe('A limiter', () => {
  const request = { account: 'north', location: 'sto_a', operation: 'deliver' } as const;

  it('never lets more through in any window than it may, and lets in who waits as long as it says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        (gapsMs, requests, perMs) => {
          const behaviour = { ...PROFILES.classic, limits: [{ scope: 'account' as const, requests, perMs }] };
          const limiter = new Limiter();
          const admitted: PosRequest[] = [];
          let nowMs = 0;
          for (const gapMs of gapsMs) {
            nowMs += gapMs;
            let admission = limiter.admit(request, behaviour, nowMs);
            if ('violation' in admission) {
              nowMs += admission.violation.retryAfterMs;
              admission = limiter.admit(request, behaviour, nowMs);
            }
            expect(admission).toHaveProperty('release');
            admitted.push({ atMs: nowMs } as PosRequest);
          }
          expect(peakOf(admitted, perMs).peak).toBeLessThanOrEqual(requests);
        },
      ),
    );
  });
});

describe('A suspended account', () => {
  it('is one that broke its limits too often, until somebody lifts it; the judge counts who knocked', async () => {
    const { wire, judge } = await withLimits([{ scope: 'account', requests: 1, perMs: HOUR_MS }], {
      suspendsAfter: { violations: 2, withinMs: 60_000, forMs: null },
    });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await wire.deliver()).status);
    expect(statuses).toEqual([201, 429, 429, 403, 403]);
    const suspended = await judge.account('default');
    expect(suspended).toMatchObject({ suspended: true, suspensions: [{ requests: 2 }] });
    expect((await judge.requests({ suspended: 'true' })).total).toBe(2);
    expect((await judge.lift('default')).body).toMatchObject({ suspended: false });
    expect((await wire.deliver()).status).toBe(429);
  });

  it('is told so with 401 or 403 on every route, and the others are served', async () => {
    const { wire, judge } = await judgedSimulator();
    expect((await judge.suspend('north', { status: 401 })).status).toBe(200);
    const north = { 'x-pos-account': 'north' };
    for (const answer of [
      await wire.deliver({}, north),
      await wire.get('/pos/sto_a/changes', north),
      await wire.get('/pos/sto_a/orders?reference=ord_1', north),
    ]) {
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'ACCOUNT_SUSPENDED' } });
    }
    expect((await judge.ledger()).tickets).toBe(0);
    expect((await wire.deliver()).status).toBe(201);
  });

  it('stays one over a restart, and is none when its time is over', async () => {
    const first = await judgedSimulator();
    await first.judge.suspend('north');
    await first.judge.suspend('south', { forSeconds: 0.05 });
    await first.stop();
    const { wire, judge } = await judgedSimulator({ folder: first.folder });
    expect((await wire.deliver({}, { 'x-pos-account': 'north' })).status).toBe(403);
    await eventually(
      () => judge.account('south'),
      ({ suspended }) => !suspended,
    );
    expect((await wire.deliver({}, { 'x-pos-account': 'south' })).status).toBe(201);
  });
});
