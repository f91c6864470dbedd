import { getEventListeners } from 'node:events';
import { Wakeup } from '../../src/event-sourcing/wakeup.js';
import { waitFor } from '../equipment/wait-for.js';

const settled = async (promise: Promise<void>): Promise<boolean> => {
  let done = false;
  void promise.then(() => (done = true));
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  return done;
};

describe('A wake-up', () => {
  it('is not lost when it comes between the look and the wait', async () => {
    const wakeup = new Wakeup();
    const ticket = wakeup.ticket();
    wakeup.wake();
    expect(await settled(wakeup.after(ticket))).toBe(true);
  });

  it('would be lost by whoever takes the ticket after the look', async () => {
    const wakeup = new Wakeup();
    wakeup.wake();
    expect(await settled(wakeup.after(wakeup.ticket()))).toBe(false);
  });

  it('reaches everybody who waits, once', async () => {
    const wakeup = new Wakeup();
    const waits = Array.from({ length: 5 }, () => wakeup.after(wakeup.ticket()));
    wakeup.wake();
    await Promise.all(waits);
    expect(await settled(wakeup.after(wakeup.ticket()))).toBe(false);
  });

  it('ends a wait by its signal, too, and leaves nobody listening either way', async () => {
    const wakeup = new Wakeup();
    const ending = new AbortController();
    const listeners = () => getEventListeners(ending.signal, 'abort').length;
    const woken = wakeup.after(wakeup.ticket(), ending.signal);
    wakeup.wake();
    await woken;
    expect(listeners()).toBe(0);
    const aborted = wakeup.after(wakeup.ticket(), ending.signal);
    ending.abort();
    await aborted;
    expect(listeners()).toBe(0);
    expect(await settled(wakeup.after(wakeup.ticket(), ending.signal))).toBe(true);
  });

  it('is never missed by one who works and another who wakes, in any interleaving', async () => {
    const wakeup = new Wakeup();
    let [made, taken] = [0, 0];
    const take = async () => {
      while (taken < 500) {
        const ticket = wakeup.ticket();
        if (taken < made) taken += 1;
        else await wakeup.after(ticket);
      }
    };
    const make = async () => {
      for (; made < 500; wakeup.wake()) {
        made += 1;
        if (made % 3 === 0) await Promise.resolve();
      }
    };
    void Promise.all([take(), take(), make()]);
    await waitFor(() => taken >= 500, { what: 'everything to be taken', withinMs: 2_000 });
  });
});
