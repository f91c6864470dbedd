import fc from 'fast-check';
import type { Decision } from '../../src/event-sourcing/decider.js';
import type { StoreCommand } from '../../src/stores/domain/store.commands.js';
import { storeDecider } from '../../src/stores/domain/store.decider.js';
import type { OpeningPeriod, StoreEvent } from '../../src/stores/domain/store.events.js';
import type { StoreRejection } from '../../src/stores/domain/store.rejections.js';
import type { Store } from '../../src/stores/domain/store.js';
import { after, MORNING, slot, terms } from './service-day-controls.js';
import * as controls from './store-controls.js';

/** Random histories of one store: who changes what of it in which order, and what it makes of that. */

export interface StoreHistory {
  readonly moves: readonly Move[];
}

interface Move {
  /** How far the clock of the node that decides next is ahead; a node may also be behind. */
  readonly minutes: number;
  readonly command: StoreCommand;
  /** Repeats the command of the move before instead. */
  readonly again: boolean;
}

export interface StoreStep {
  readonly command: StoreCommand;
  /** The stream's own time of the decision. */
  readonly at: string;
  readonly decision: Decision<StoreEvent, StoreRejection>;
  /** What was recorded before. */
  readonly before: readonly RecordedOfStore[];
}

export interface RecordedOfStore {
  readonly event: StoreEvent;
  readonly at: string;
}

const HOUR = 60;
const DAY = 24 * HOUR;
const DATES = ['2031-06-01', '2031-06-02', '2031-06-03'] as const;

const revisions = fc.oneof(
  { weight: 3, arbitrary: fc.constant<bigint[]>([]) },
  fc.array(fc.bigInt({ min: 0n, max: 12n }), { minLength: 1, maxLength: 3 }),
);

const hours = fc
  .constantFrom<OpeningPeriod[]>(
    [],
    [{ opens: '12:00', closes: '14:00' }],
    [{ opens: '18:00', closes: '01:00' }],
  )
  .map(monday => ({ hours: controls.hours({ monday }) }));
/** Some of them contradict each other. */
const someTerms = fc
  .record({
    limits: fc.constantFrom({ orders: 2 }, { orders: 3, items: 9 }, { items: 9, orders: 3 }),
    leadMinutes: fc.constantFrom(5, 20, 30),
    giveUpMinutesBefore: fc.constantFrom(5, 5, 15),
  })
  .map(changes => ({ terms: terms(changes) }));
const accounts = fc
  .constantFrom('high-street', 'station')
  .map(location => ({ posAccount: { account: 'simulator', location } }));
const contacts = fc
  .subarray(['Ann', 'Bob'])
  .map(names => ({ contacts: names.map(name => ({ name, email: `${name}@store.example` })) }));

/** A range may be empty or upside down, and lie anywhere from the evening before to the next noon. */
const quarters = fc.integer({ min: -40, max: 60 }).map(slot);
const overrides = fc.record({
  businessDate: fc.constantFrom(...DATES),
  from: quarters,
  to: quarters,
  limits: fc.constantFrom({ orders: 1 }, { orders: 9 }, { items: 4 }, null),
});
const pauses = fc.record({
  until: fc.constantFrom(-5, 0, 30, HOUR, DAY, 13 * DAY, 15 * DAY).map(minutes => after(MORNING, minutes)),
  reason: fc.constantFrom('the oven is cold', 'no bread'),
});

const commands: fc.Arbitrary<StoreCommand> = fc.oneof(
  fc.constant(controls.openStore()),
  fc.tuple(hours, revisions).map(([to, read]) => controls.changeHours(to, ...read)),
  fc.tuple(someTerms, revisions).map(([to, read]) => controls.changeTerms(to, ...read)),
  fc.tuple(accounts, revisions).map(([to, read]) => controls.connectPos(to, ...read)),
  fc.tuple(contacts, revisions).map(([to, read]) => controls.changeContacts(to, ...read)),
  { weight: 4, arbitrary: overrides.map(controls.overrideCapacity) },
  { weight: 2, arbitrary: pauses.map(pause => controls.pauseStore(pause)) },
  fc.constant(controls.resumeStore()),
);

const moves: fc.Arbitrary<Move> = fc.record({
  minutes: fc.constantFrom(-HOUR, 0, 0, 1, 20, HOUR, DAY),
  command: commands,
  again: fc.integer({ min: 0, max: 5 }).map(n => n === 0),
});

/** Most stores are opened first. */
export const storeHistories: fc.Arbitrary<StoreHistory> = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.array(moves, { maxLength: 30 }))
  .map(([unopened, rest]) => ({
    moves: unopened === 0 ? rest : [{ minutes: 0, command: controls.openStore(), again: false }, ...rest],
  }));

export const foldOfRecorded = (
  recorded: readonly RecordedOfStore[],
  onto = storeDecider.initial(),
  from = 0,
): Store => {
  recorded.forEach(({ event, at }, n) =>
    storeDecider.evolve(onto, event, { at, revision: BigInt(from + n) }),
  );
  return onto;
};

/** Lives a history: every move is decided and what it records is folded. Its stream's time never runs back. */
export const lived = ({ moves: all }: StoreHistory) => {
  const store = storeDecider.initial();
  const recorded: RecordedOfStore[] = [];
  const steps: StoreStep[] = [];
  let [clock, time, last] = [MORNING, MORNING, controls.resumeStore()];
  for (const { minutes, command: next, again } of all) {
    clock = after(clock, minutes);
    const at = clock > time ? clock : time;
    const command = again ? last : next;
    const decision = storeDecider.decide(store, command, at);
    steps.push({ command, at, decision, before: [...recorded] });
    for (const event of decision.kind === 'accepted' ? decision.events : []) {
      storeDecider.evolve(store, event, { at, revision: BigInt(recorded.length) });
      recorded.push({ event, at });
      time = at;
    }
    last = command;
  }
  return { store, recorded, steps };
};
