import { systemRandom } from '../../../src/platform/ids/index.js';
import type { PosLimit } from '../../../src/pos-gateway/domain/pos-capabilities.js';
import { PROBE_EVERY_MS, RAMP_MS } from '../../../src/pos-gateway/traffic/domain/account-condition.js';
import { RETRY_AFTER_LONGEST_MS } from '../../../src/pos-gateway/traffic/domain/retry-after.js';
import { Gate } from '../../../src/pos-gateway/traffic/gate.js';
import { AccountTraffic, type NotAdmitted, type PosAnswer } from '../../../src/pos-gateway/traffic/index.js';
import { HandTime, OPENING_MS } from '../../event-sourcing/clocks.js';

const PER_SECOND = 20;
const LIMITS: readonly PosLimit[] = [{ scope: 'account', requests: PER_SECOND, perMs: 1_000 }];

/** Lets everything that waits for nothing but its turn go on. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

/** An account whose POS answers at once with what `says` has, in time that passes by hand. */
const account = (says: (nowMs: number) => PosAnswer) => {
  const time = new HandTime();
  const alarms: string[] = [];
  const sentMs: number[] = [];
  const traffic = new AccountTraffic({
    account: 'sim',
    limits: LIMITS,
    network: time,
    random: systemRandom,
    watch: {
      suspended: (_, why) => alarms.push(why),
      resumed: () => alarms.push('resumed'),
    },
  });
  const deliver = (store: string) =>
    traffic.send({ location: store, operation: 'deliver', sendByMs: Infinity }, async () => {
      sentMs.push(time.monotonicMs());
      return says(time.monotonicMs());
    });
  const pass = async (ms: number, stepMs = ms): Promise<void> => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      time.pass(stepMs);
      await settled();
    }
  };
  return { time, traffic, deliver, alarms, sentMs, pass };
};

const httpDate = (ms: number): string => new Date(ms).toUTCString();

describe('An account that is refused for its rate limit', () => {
  it.each<[string, Partial<PosAnswer>, number]>([
    ['seconds', { retryAfter: '7' }, 7_000],
    ['a date on the POS’s own clock', { retryAfter: httpDate(9_000_000), date: httpDate(8_995_000) }, 5_000],
    ['a date without a clock', { retryAfter: httpDate(OPENING_MS + 9_000) }, 9_000],
    ['an absurd time', { retryAfter: '86400000' }, RETRY_AFTER_LONGEST_MS],
    ['nothing', {}, 500],
    ['nonsense', { retryAfter: 'soon' }, 500],
  ])('gets no request before the time, where it is told %s', async (_, said, leastMs) => {
    let refused = true;
    const { deliver, sentMs, pass, alarms } = account(() =>
      refused ? { status: 429, ...said } : { status: 201 },
    );
    await deliver('a');
    refused = false;
    const waiting = [deliver('a'), deliver('b'), deliver('c')];
    await pass(leastMs - 1);
    expect(sentMs).toEqual([0]);
    await pass(leastMs + 1);
    await Promise.all(waiting);
    expect(sentMs).toHaveLength(4);
    expect(alarms).toEqual([]);
  });
});

describe('An account that is suspended', () => {
  const HOURS_MS = 3 * 3_600_000;

  it('gets probes and nothing else, raises one alarm, and is resumed without a burst', async () => {
    let suspended = true;
    const { deliver, sentMs, pass, alarms, time } = account(() => ({ status: suspended ? 403 : 201 }));
    const answers: Promise<PosAnswer>[] = [];
    for (let number = 0; number < 400; number += 1) answers.push(deliver(`store-${number}`));
    await settled();
    const atOnce = sentMs.length;
    expect(atOnce).toBeLessThanOrEqual(PER_SECOND);
    await pass(HOURS_MS, PROBE_EVERY_MS / 4);
    const probes = sentMs.slice(atOnce);
    expect(probes.length).toBe(HOURS_MS / PROBE_EVERY_MS);
    probes.forEach((atMs, place) => {
      expect(atMs - (probes[place - 1] ?? 0)).toBeGreaterThanOrEqual(PROBE_EVERY_MS);
    });
    expect(alarms).toEqual(['the POS answered 403']);

    suspended = false;
    const healedMs = time.monotonicMs();
    await pass(PROBE_EVERY_MS + 5_000, 50);
    const inFirstSeconds = sentMs.filter(
      atMs => atMs > healedMs && atMs <= healedMs + PROBE_EVERY_MS + 5_000,
    );
    expect(inFirstSeconds.length).toBeLessThanOrEqual(1 + 5 * (PER_SECOND * 0.2));
    await pass(RAMP_MS, 50);
    await Promise.all(answers);
    expect(alarms).toEqual(['the POS answered 403', 'resumed']);
  });

  it('is known as such after a restart: the first call is a probe, and no second alarm is raised', async () => {
    const { traffic, deliver, sentMs, alarms, pass } = account(() => ({ status: 403 }));
    traffic.stayStopped('the POS answered 403');
    await Promise.all([deliver('a'), Promise.resolve(void deliver('b'))]);
    await pass(PROBE_EVERY_MS - 1);
    expect(sentMs).toHaveLength(1);
    expect(alarms).toEqual([]);
  });

  it('would get every order there is, if nobody heard what the POS says', async () => {
    const { time } = account(() => ({ status: 403 }));
    const deaf = new Gate({
      name: 'an account',
      limits: LIMITS,
      network: time,
      doorkeeper: { opensAtMs: () => 0, shareAt: () => 1, passing: () => undefined },
    });
    let passed = 0;
    for (let number = 0; number < 400; number += 1) {
      void deaf
        .enter({ operation: 'deliver', priority: 'deliver', rank: '', untilMs: Infinity })
        .then(admitted => {
          passed += 1;
          deaf.begin(admitted);
          deaf.end(admitted);
        });
    }
    for (let second = 0; second < 30; second += 1) {
      time.pass(1_000);
      await settled();
    }
    expect(passed).toBe(400);
  });
});

describe('Those who wait at a gate', () => {
  const gateWith = (waitingMax: number) => {
    const time = new HandTime();
    const gate = new Gate({
      name: 'the account sim',
      limits: [{ scope: 'account', requests: 1, perMs: 1_000 }],
      network: time,
      doorkeeper: { opensAtMs: () => 0, shareAt: () => 1, passing: () => undefined },
      waitingMax: { deliver: waitingMax, settle: 1, void: 1, feed: 1, backfill: 1 },
    });
    const went: string[] = [];
    const enter = (rank: string, priority: 'deliver' | 'feed' = 'deliver', untilMs = Infinity) =>
      gate.enter({ operation: 'deliver', priority, rank, untilMs }).then(
        admitted => {
          went.push(rank);
          gate.begin(admitted);
          gate.end(admitted);
        },
        (error: NotAdmitted) => went.push(`${rank}: ${error.proof}`),
      );
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        time.pass(1_000);
        await settled();
      }
    };
    return { enter, went, pass };
  };

  it('go by their deadlines, whoever came first, and deliveries before everything else', async () => {
    const { enter, went, pass } = gateWith(10);
    void enter('first');
    void enter('feed', 'feed');
    for (const slot of ['12:30', '12:00', '12:45', '12:15']) void enter(slot);
    await settled();
    await pass(6);
    expect(went).toEqual(['first', '12:00', '12:15', '12:30', '12:45', 'feed']);
  });

  it('are bounded: of too many the latest is told that it was not sent', async () => {
    const { enter, went, pass } = gateWith(2);
    void enter('first');
    for (const slot of ['12:30', '12:15', '12:00']) void enter(slot);
    await settled();
    expect(went).toEqual(['first', '12:30: our own queue for the account sim is full']);
    await pass(3);
    expect(went.slice(2)).toEqual(['12:00', '12:15']);
  });

  it('are told that it was not sent when their time is over', async () => {
    const { enter, went, pass } = gateWith(2);
    void enter('first');
    void enter('12:00', 'deliver', 500);
    await pass(1);
    expect(went).toEqual(['first', '12:00: its turn at the account sim did not come in time']);
  });
});
