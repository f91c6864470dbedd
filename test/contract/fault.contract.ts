import type { EventStore } from '../../src/event-sourcing/event-store.js';
import type { AppendFault } from '../../src/event-sourcing/in-memory-event-store.js';
import { eveningOf, takeSeat } from '../event-sourcing/box-office.js';
import { EVENING, laneOn, submitAll } from '../event-sourcing/lane-equipment.js';
import { BlindStore } from '../event-sourcing/wrapped-stores.js';
import { read, someEvent, someEvents, written, type ContractSubject } from './contract-subject.js';

/** What every log must do when an append meets a fault on its way. */
export const faultContract = (subject: () => ContractSubject): void => {
  let store: EventStore;
  beforeEach(() => ({ store } = subject()));

  describe('an append whose answer got lost', () => {
    it('is reported as unknown, and reading back finds it', async () => {
      const events = someEvents(2);
      subject().failNext('write-then-lose-answer');
      const outcome = await store.append('day-1', events, 'noStream');
      expect(outcome).toMatchObject({ kind: 'unknown', cause: expect.any(Error) as Error });
      expect((await read(store, 'day-1')).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({
        kind: 'written',
        revision: 1n,
      });
      expect(await store.head()).toBe(2n);
    });

    it('is reported as unknown, too, when it never arrived, and can be tried again', async () => {
      const events = someEvents(2);
      subject().failNext('lose-before-writing');
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({ kind: 'unknown' });
      expect(await read(store, 'day-1')).toEqual([]);
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({
        kind: 'written',
        revision: 1n,
      });
    });

    it('was a conflict when reading back finds somebody else', async () => {
      subject().failNext('lose-before-writing');
      const events = someEvents(1);
      expect(await store.append('day-1', events, 'noStream')).toMatchObject({ kind: 'unknown' });
      await written(await subject().another(), 'day-1', someEvents(1), 'noStream');
      expect(await store.append('day-1', events, 'noStream')).toEqual({ kind: 'conflict', actual: 0n });
    });
  });

  describe('an append that is slow', () => {
    const slowAppend = (expected: 'noStream' | bigint) => {
      let arrive = (): void => undefined;
      subject().failNext({ slowUntil: new Promise<void>(resolve => (arrive = resolve)) });
      const outcome = store.append('day-1', someEvents(1), expected);
      return { outcome, arrive };
    };

    it('holds up nobody who reads or writes at another node, and is written when it arrives', async () => {
      const { outcome, arrive } = slowAppend('noStream');
      const other = await subject().another();
      await written(other, 'day-2', someEvents(1), 'noStream');
      expect([await read(store, 'day-1'), await read(store, 'day-2')]).toMatchObject([[], [{}]]);
      arrive();
      expect(await outcome).toEqual({ kind: 'written', revision: 0n, position: 2n });
    });

    it('is a conflict when it was overtaken', async () => {
      const { outcome, arrive } = slowAppend('noStream');
      await written(await subject().another(), 'day-1', someEvents(2), 'noStream');
      arrive();
      expect(await outcome).toEqual({ kind: 'conflict', actual: 1n });
      expect(await read(store, 'day-1')).toHaveLength(2);
    });
  });

  it('an append that a rival is just before is a conflict, and nothing of it is written', async () => {
    await written(store, 'day-1', someEvents(1), 'noStream');
    const rival = someEvent({ note: 'the rival was here' });
    subject().failNext({ rival: [rival] });
    expect(await store.append('day-1', someEvents(3), 0n)).toEqual({ kind: 'conflict', actual: 1n });
    expect((await read(store, 'day-1')).slice(1)).toMatchObject([{ id: rival.id }]);
  });

  describe('a lane upon it', () => {
    const rival: AppendFault = { rival: [{ ...someEvent({ guest: 'rival' }), type: 'SeatTaken' }] };

    /** Three guests, one after the other in one lane, and the faults its appends meet. Returns who sits. */
    const seatedUnder = async (faults: readonly AppendFault[], meddle = (log: EventStore) => log) => {
      subject().failNext(...faults);
      const lane = laneOn(meddle(store), { kind: eveningOf(100) });
      const all = submitAll(lane, ...['a', 'b', 'c'].map(guest => takeSeat(guest)));
      expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
      return (await read(store, EVENING)).map(({ data }) => (data as { guest: string }).guest);
    };

    it.each<[string, readonly AppendFault[]]>([
      ['its answer is lost', ['write-then-lose-answer']],
      ['it is lost', ['lose-before-writing']],
      ['it is lost and then its answer', ['lose-before-writing', 'write-then-lose-answer']],
      ['its answer is lost again and again', Array.from({ length: 6 }, () => 'write-then-lose-answer')],
    ])('seats every guest once when %s', async (_, faults) => {
      expect(await seatedUnder(faults)).toEqual(['a', 'b', 'c']);
    });

    it('seats every guest once, behind a rival who was first', async () => {
      expect(await seatedUnder([rival])).toEqual(['rival', 'a', 'b', 'c']);
    });

    it('would seat a guest twice if it repeated the append without looking', async () => {
      const seated = await seatedUnder(['write-then-lose-answer'], log => new BlindStore(log));
      expect(seated.filter(guest => guest === 'a')).toHaveLength(2);
    });
  });
};
