import fc from 'fast-check';
import { BusinessTimers, instantOf, ScaledClock } from '../../src/platform/clock/index.js';
import { HandTime, OPENING_MS } from '../event-sourcing/clocks.js';

/** Timers that ring before their time, as those of an operating system may by a little. */
class EarlyTime extends HandTime {
  override after(ms: number, run: () => void): () => void {
    return super.after(ms * 0.7, run);
  }
}

const at = (ms: number): string => instantOf(OPENING_MS + ms);

const timersOn = (time = new HandTime(), speed = 1) => {
  const clock = new ScaledClock(
    { number: 1, realEpochMs: OPENING_MS, virtualEpochMs: OPENING_MS, speed },
    time,
  );
  const timers = new BusinessTimers(clock, time);
  const rung: string[] = [];
  const early: string[] = [];
  const set = (key: string, ms: number, name = key): void =>
    timers.set(key, at(ms), () => {
      rung.push(name);
      if (clock.now() < at(ms)) early.push(name);
    });
  return { clock, time, timers, rung, early, set };
};

describe('Business timers', () => {
  it('ring in the order of their instants, and those of one instant in the order they were set', () => {
    const { time, rung, set } = timersOn();
    set('late', 300);
    set('early', 100);
    set('same a', 200);
    set('same b', 200);
    time.pass(99);
    expect(rung).toEqual([]);
    time.pass(1_000);
    expect(rung).toEqual(['early', 'same a', 'same b', 'late']);
    expect(time.waiting).toBe(0);
  });

  it('ring at once when their instant is past', () => {
    const { time, rung, set } = timersOn();
    time.pass(500);
    set('past', 100);
    time.pass(0);
    expect(rung).toEqual(['past']);
  });

  it('can be cancelled and replaced', () => {
    const { time, rung, set, timers } = timersOn();
    set('cancelled', 100);
    set('moved on', 100, 'first');
    set('moved up', 900, 'third');
    set('moved on', 500, 'second');
    set('moved up', 50, 'fourth');
    timers.cancel('cancelled');
    timers.cancel('never set');
    time.pass(2_000);
    expect(rung).toEqual(['fourth', 'second']);
  });

  it('say which instant is next', () => {
    const { time, set, timers } = timersOn();
    expect(timers.next()).toBeUndefined();
    set('b', 200);
    set('a', 100);
    expect(timers.next()).toBe(at(100));
    timers.cancel('a');
    expect(timers.next()).toBe(at(200));
    time.pass(200);
    expect(timers.next()).toBeUndefined();
  });

  it('ring by the business clock, not by real time', () => {
    const { time, rung, set } = timersOn(new HandTime(), 60);
    set('in an hour', 3_600_000);
    time.pass(59_999);
    expect(rung).toEqual([]);
    time.pass(1);
    expect(rung).toEqual(['in an hour']);
  });

  it('ring as soon as a jump of the clock has passed their instant, and not before', () => {
    const { time, rung, set, clock } = timersOn();
    set('one', 3_600_000);
    set('two', 7_200_000);
    const jump = {
      number: 2,
      realEpochMs: OPENING_MS,
      virtualEpochMs: OPENING_MS + 3_600_000 - 10,
      speed: 1,
    };
    clock.adopt(jump);
    time.pass(9);
    expect(rung).toEqual([]);
    time.pass(1);
    expect(rung).toEqual(['one']);
    clock.adopt({ ...jump, number: 3, virtualEpochMs: OPENING_MS + 8_000_000 });
    time.pass(0);
    expect(rung).toEqual(['one', 'two']);
  });

  it('ring no earlier than their instant even where the real timer does', () => {
    const { time, rung, early, set } = timersOn(new EarlyTime());
    set('a', 100);
    set('b', 90_000);
    time.pass(99);
    expect(rung).toEqual([]);
    time.pass(100_000);
    expect([rung, early]).toEqual([['a', 'b'], []]);
  });

  it('may set and cancel others while they ring', () => {
    const { time, rung, set, timers } = timersOn();
    timers.set('first', at(100), () => {
      set('chained', 100);
      set('later', 150);
      timers.cancel('victim');
    });
    set('victim', 100);
    time.pass(100);
    expect(rung).toEqual(['chained']);
    time.pass(50);
    expect(rung).toEqual(['chained', 'later']);
  });

  it('sleep no longer than a minute at a time, so that a long wait stays exact', () => {
    const { time, set } = timersOn();
    set('tomorrow', 86_400_000);
    expect(time.nextInMs).toBeLessThanOrEqual(60_000);
  });

  it('are silent once they are stopped', () => {
    const { time, rung, set, timers, clock } = timersOn();
    set('a', 100);
    timers.stop();
    clock.adopt({ number: 2, realEpochMs: OPENING_MS, virtualEpochMs: OPENING_MS + 1_000, speed: 1 });
    time.pass(1_000);
    expect(rung).toEqual([]);
    expect(time.waiting).toBe(0);
  });

  it('do what a sorted list would do, whatever is set, replaced and cancelled while time passes', () => {
    const key = fc.nat({ max: 8 }).map(n => `alarm ${n}`);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key, inMs: fc.integer({ min: -200, max: 2_000 }) }),
      fc.record({ kind: fc.constant('cancel' as const), key }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.nat({ max: 900 }) }),
      fc.record({ kind: fc.constant('jump' as const), byMs: fc.nat({ max: 900 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(1, 3), (steps, speed) => {
        const { clock, time, timers, rung, early, set } = timersOn(new HandTime(), speed);
        let list: { key: string; atMs: number; name: string }[] = [];
        const expected: string[] = [];
        const ring = (): void => {
          const now = clock.nowMs() - OPENING_MS;
          // Sorting keeps the order of setting among those of one instant.
          const due = list.filter(({ atMs }) => atMs <= now).sort((a, b) => a.atMs - b.atMs);
          list = list.filter(({ atMs }) => atMs > now);
          expected.push(...due.map(({ name }) => name));
        };
        steps.forEach((each, index) => {
          if (each.kind === 'set') {
            const atMs = clock.nowMs() - OPENING_MS + each.inMs;
            const name = `${each.key} #${index}`;
            list = [...list.filter(alarm => alarm.key !== each.key), { key: each.key, atMs, name }];
            set(each.key, atMs, name);
          }
          if (each.kind === 'cancel') {
            list = list.filter(alarm => alarm.key !== each.key);
            timers.cancel(each.key);
          }
          if (each.kind === 'pass') time.pass(each.ms);
          if (each.kind === 'jump') {
            const { number } = clock.segment;
            const virtualEpochMs = clock.nowMs() + each.byMs;
            clock.adopt({ number: number + 1, realEpochMs: time.utcMs(), virtualEpochMs, speed });
          }
          if (each.kind === 'pass' || each.kind === 'jump') {
            time.pass(0);
            ring();
          }
        });
        expect(rung).toEqual(expected);
        expect(early).toEqual([]);
        const next = list.map(({ atMs }) => at(atMs)).sort()[0];
        expect(timers.next()).toBe(next);
      }),
      { numRuns: 300 },
    );
  });
});
