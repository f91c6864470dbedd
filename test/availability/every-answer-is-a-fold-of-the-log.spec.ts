import fc from 'fast-check';
import type { DayAvailability } from '../../src/availability/domain/day-availability.js';
import type { RecordedEvent } from '../../src/event-sourcing/event-store.js';
import { SEED } from '../specification/property.js';
import { after, ownershipTaken } from '../specification/service-day.js';
import { storeOpened } from '../specification/store-controls.js';
import { Counter, DATE, DAY, STORE, type Fact } from './counter.js';
import { plainAnswer } from './plain-answer.js';
import { clockAt, Deciding, randomDays, type RandomDay, type Told, type Turn } from './random-day.js';

/** What a broken model would have heard in place of a fact. */
type Mishearing = (fact: Fact) => Fact;
/** What a broken model would answer in place of an answer, while nothing is recorded. */
type Misremembering = (answer: DayAvailability, recorded: number) => DayAvailability;

interface Faults {
  readonly mishears?: Mishearing;
  /** Finds nothing in the log of a day that is closed. */
  readonly losesClosedDays?: true;
  readonly misremembers?: Misremembering;
}

/** Lives a day beside a model, and compares every answer of it with the facts that were recorded so far. */
class Comparing {
  private readonly counter = new Counter();
  private readonly deciding = new Deciding();
  private readonly truth: RecordedEvent[] = [];
  readonly seen = new Set<string>();

  constructor(private readonly faults: Faults) {}

  async live({ startsAt, turns }: RandomDay): Promise<void> {
    this.counter.at(startsAt);
    await this.counter.model.begin();
    await this.record(STORE, storeOpened(), startsAt);
    for (const turn of turns) await this.take(turn, await this.compare());
    await this.compare();
  }

  private async take(turn: Turn, validUntil: string | undefined): Promise<void> {
    const clock = clockAt(turn, this.counter.clock, validUntil);
    this.counter.at(clock);
    await this.compare();
    const decidedAt = after(clock, 0, turn.aheadMs);
    for (const told of turn.tells) await this.tell(told, decidedAt);
    if (turn.restartAt === undefined) return;
    this.seen.add('restart');
    await this.counter.restart(BigInt(Math.floor(turn.restartAt * this.truth.length)));
  }

  private async tell(told: Told, clock: string): Promise<void> {
    const { stream, at, facts } = this.deciding.decide(told, clock);
    for (const fact of facts) {
      await this.record(stream, fact, at);
      await this.compare();
    }
  }

  private async record(stream: string, fact: Fact, at: string): Promise<void> {
    this.deciding.fold(stream, fact, at);
    const { mishears = (heard: Fact) => heard } = this.faults;
    const recorded = await this.counter.record(stream, mishears(fact), at);
    this.truth.push({ ...recorded, ...fact });
    this.seen.add(fact.type);
    if (fact.type === 'ServiceDayClosed' && this.faults.losesClosedDays) this.counter.log.hidden = DAY;
    await this.counter.model.handle([recorded]);
  }

  /** Compares, and answers when the answer ends. */
  private async compare(): Promise<string | undefined> {
    const { misremembers = (answer: DayAvailability) => answer } = this.faults;
    const answer = misremembers(await this.counter.answer(), this.truth.length);
    const of = (name: string) => this.truth.filter(({ stream }) => stream === name);
    const expected = plainAnswer(of(STORE), of(DAY), { date: DATE, now: this.counter.clock });
    const { slots, pausedUntil, validUntil } = answer;
    expect({ slots, pausedUntil, validUntil }).toEqual(expected);
    slots.forEach(({ state, outside }) => this.seen.add(outside ? `outside and ${state}` : state));
    return validUntil;
  }
}

const whatHappens = (faults: Faults = {}, seen = new Set<string>()) =>
  fc.asyncProperty(randomDays, async day => {
    const comparing = new Comparing(faults);
    await comparing.live(day);
    comparing.seen.forEach(what => seen.add(what));
  });

const RUNS = 60;

const MUST_BE_SEEN = [
  ...['past', 'too-soon', 'closed', 'paused', 'full', 'held-full', 'few', 'open'],
  ...['outside and closed', 'outside and past', 'restart'],
  ...['ServiceDayTermsChanged', 'ServiceDayClosed', 'CapacityOverridden', 'OrderMoved', 'HoldRenewed'],
];

describe('along a random day', () => {
  it('every answer is what the facts recorded so far say at that instant, wherever the model began', async () => {
    const seen = new Set<string>();
    await fc.assert(whatHappens({}, seen), { seed: SEED, numRuns: RUNS });
    // A comparison of nothing would hold as well.
    expect(MUST_BE_SEEN.filter(what => !seen.has(what))).toEqual([]);
  });
});

const FAR = '2099-01-01T00:00:00.000Z';
const nothingToSay: Fact = ownershipTaken();

const withoutExpiry: Mishearing = fact =>
  fact.type === 'TimeslotHeld' || fact.type === 'HoldRenewed'
    ? ({ ...fact, data: { ...fact.data, expiresAt: FAR } } as Fact)
    : fact;
const withoutPause: Mishearing = fact => {
  if (fact.type !== 'ServiceDayOpened' && fact.type !== 'ServiceDayTermsChanged') return fact;
  const { pause: _pause, ...data } = fact.data;
  return { ...fact, data } as Fact;
};
const deafTo =
  (type: Fact['type']): Mishearing =>
  fact =>
    fact.type === type ? nothingToSay : fact;

/** Keeps an answer until something is recorded, however long that takes. */
const beyondItsEnd = (): Misremembering => {
  const kept = new Map<number, DayAvailability>();
  return (answer, recorded) => {
    kept.set(recorded, kept.get(recorded) ?? answer);
    return kept.get(recorded) ?? answer;
  };
};

describe('the comparison finds out a model that', () => {
  const foundOut = async (faults: Faults) =>
    (await fc.check(whatHappens(faults), { seed: SEED, numRuns: RUNS, endOnFailure: true })).failed;

  it.each<[string, () => Faults]>([
    ['lets no hold expire', () => ({ mishears: withoutExpiry })],
    ['knows no pause', () => ({ mishears: withoutPause })],
    ['does not hear of changed terms', () => ({ mishears: deafTo('ServiceDayTermsChanged') })],
    ['does not hear of orders that move', () => ({ mishears: deafTo('OrderMoved') })],
    ['lets closed days go and does not read them again', () => ({ losesClosedDays: true })],
    ['keeps an answer beyond its end', () => ({ misremembers: beyondItsEnd() })],
  ])('%s', async (_, faults) => {
    expect(await foundOut(faults())).toBe(true);
  });
});
