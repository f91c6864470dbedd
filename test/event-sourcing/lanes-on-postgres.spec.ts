import type { EventStore } from '../../src/event-sourcing/event-store.js';
import { systemTime } from '../../src/platform/clock/index.js';
import { CommandLane } from '../../src/event-sourcing/command-lane.js';
import { DEFAULT_LANE_LIMITS } from '../../src/event-sourcing/lane-surroundings.js';
import { PostgresSubject } from '../contract/postgres-subject.js';
import { commandId, eveningOf, takeSeat } from './box-office.js';
import { HandClock } from './clocks.js';
import { EVENING } from './lane-equipment.js';
import { eventsOf, RevisionIgnoringStore } from './wrapped-stores.js';

const SEATS = 20;

describe('Lanes on PostgreSQL', () => {
  let subject: PostgresSubject;
  beforeEach(async () => (subject = await PostgresSubject.open()));
  afterEach(() => subject.close());

  const laneOn = (store: EventStore) =>
    new CommandLane(EVENING, eveningOf(SEATS), {
      store,
      clock: new HandClock(),
      network: systemTime,
      random: () => 0.5,
      limits: DEFAULT_LANE_LIMITS,
    });

  /** Three nodes sell one evening to three times as many guests as there are seats. Returns the seats sold. */
  const rush = async (meddle: (store: EventStore) => EventStore): Promise<number> => {
    const stores = [subject.store, await subject.another(), await subject.another()];
    const lanes = stores.map(store => laneOn(meddle(store)));
    const guests = Array.from({ length: 3 * SEATS }, (_, n) => lanes[n % 3]!.submit(takeSeat(`guest ${n}`)));
    const answers = await Promise.all(guests);
    const sold = (await eventsOf(subject.store, EVENING)).length;
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(sold);
    return sold;
  };

  it('of three nodes never oversell', async () => {
    expect(await rush(store => store)).toBe(SEATS);
  });

  it('of three nodes would oversell if the expected revision were ignored', async () => {
    expect(await rush(store => new RevisionIgnoringStore(store))).toBeGreaterThan(SEATS);
  });

  it('know a command again that another node accepted, and after everything was started anew', async () => {
    const guest = takeSeat('a', commandId(8_001));
    const first = await laneOn(subject.store).submit(guest);
    const again = await laneOn(await subject.another()).submit(guest);
    expect(again).toEqual({ ...first, repeated: true });
  });
});
