import fc from 'fast-check';
import { epochMsOf, instantOf, ScaledClock, type ClockSegment } from '../../src/platform/clock/index.js';
import { HandTime, OPENING_MS } from '../event-sourcing/clocks.js';

const segment = (changed: Partial<ClockSegment> = {}): ClockSegment => ({
  number: 1,
  realEpochMs: OPENING_MS,
  virtualEpochMs: OPENING_MS,
  speed: 1,
  ...changed,
});

describe('The business clock', () => {
  it('shows real time at speed 1 and runs as many times faster as it is told', () => {
    for (const speed of [1, 60, 5_000]) {
      const time = new HandTime();
      const clock = new ScaledClock(segment({ speed }), time);
      time.pass(1_234);
      expect(clock.nowMs()).toBe(OPENING_MS + 1_234 * speed);
    }
  });

  it('begins where its segment says', () => {
    const virtualEpochMs = Date.UTC(2030, 0, 1);
    const time = new HandTime();
    const clock = new ScaledClock(segment({ virtualEpochMs, speed: 60 }), time);
    expect(clock.now()).toBe('2030-01-01T00:00:00.000Z');
    time.pass(1_000);
    expect(clock.now()).toBe('2030-01-01T00:01:00.000Z');
  });

  it('says how long it really takes until it shows an instant', () => {
    const clock = new ScaledClock(segment({ speed: 60 }), new HandTime());
    expect(clock.realMsUntil(instantOf(OPENING_MS + 60_000))).toBe(1_000);
    expect(clock.realMsUntil(instantOf(OPENING_MS + 61))).toBe(2);
    expect(clock.realMsUntil(instantOf(OPENING_MS))).toBe(0);
    expect(clock.realMsUntil(instantOf(OPENING_MS - 5))).toBe(0);
  });

  it('has come as far as an instant after the time it said that would take, and never says too little', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 5_000, noNaN: true }),
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.nat({ max: 5_000 }),
        (speed, aheadMs, passedMs) => {
          const time = new HandTime();
          const clock = new ScaledClock(segment({ speed }), time);
          time.pass(passedMs);
          const instant = instantOf(clock.nowMs() + aheadMs);
          time.pass(clock.realMsUntil(instant));
          // A hundredth of a real millisecond is lost in the arithmetic of fractional speeds.
          time.pass(0.01);
          expect(clock.now() >= instant).toBe(true);
        },
      ),
    );
  });

  describe('given a later segment', () => {
    it('goes on by it, and tells those who listen once', () => {
      const clock = new ScaledClock(segment(), new HandTime());
      let told = 0;
      const forget = clock.onSegment(() => (told += 1));
      const jump = segment({ number: 2, virtualEpochMs: OPENING_MS + 3_600_000, speed: 60 });
      expect(clock.adopt(jump)).toBe(true);
      expect(clock.nowMs()).toBe(OPENING_MS + 3_600_000);
      expect(clock.segment).toEqual(jump);
      expect(clock.adopt(jump)).toBe(false);
      expect(told).toBe(1);
      forget();
      clock.adopt({ ...jump, number: 3 });
      expect(told).toBe(1);
    });

    it('pays no attention to an older one, or to another of the same number', () => {
      const clock = new ScaledClock(segment({ number: 5 }), new HandTime());
      for (const number of [1, 4, 5]) {
        expect(clock.adopt(segment({ number, virtualEpochMs: OPENING_MS + 1_000_000 }))).toBe(false);
      }
      expect(clock.nowMs()).toBe(OPENING_MS);
    });

    it('refuses one that would turn it back, and goes on as before', () => {
      const time = new HandTime();
      const clock = new ScaledClock(segment({ speed: 60 }), time);
      time.pass(1_000);
      expect(() => clock.adopt(segment({ number: 2, speed: 60, virtualEpochMs: OPENING_MS - 1 }))).toThrow(
        RangeError,
      );
      // Slower from the same start is back, too: it has run fast since then.
      expect(() => clock.adopt(segment({ number: 2, speed: 1 }))).toThrow('back');
      expect(clock.segment.number).toBe(1);
      expect(clock.nowMs()).toBe(OPENING_MS + 60_000);
    });

    it('never shows an earlier time than before, whatever segments it is told', () => {
      const told = fc.record({
        number: fc.integer({ min: 1, max: 12 }),
        realEpochMs: fc.integer({ min: OPENING_MS - 10_000, max: OPENING_MS + 10_000 }),
        virtualEpochMs: fc.integer({ min: OPENING_MS - 1_000_000, max: OPENING_MS + 1_000_000 }),
        speed: fc.constantFrom(1, 2, 60, 1_200),
      });
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat({ max: 2_000 }), told), { maxLength: 20 }), steps => {
          const time = new HandTime();
          const clock = new ScaledClock(segment(), time);
          let shown = clock.now();
          for (const [passedMs, next] of steps) {
            time.pass(passedMs);
            try {
              clock.adopt(next);
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
            expect(clock.now() >= shown).toBe(true);
            shown = clock.now();
          }
        }),
      );
    });
  });

  it('writes all instants in one form, so that they compare as texts', () => {
    const epoch = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) });
    fc.assert(
      fc.property(epoch, epoch, (a, b) => {
        expect(epochMsOf(instantOf(a))).toBe(a);
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
      }),
    );
  });
});
