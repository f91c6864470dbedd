/**
 * Lets many wait for "something happened since I looked", without losing a wake-up that comes between the look and
 * the wait: take a ticket, look, and if there was nothing, wait for what comes after the ticket.
 */
export class Wakeup {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  ticket(): number {
    return this.count;
  }

  wake(): void {
    this.count += 1;
    for (const resume of [...this.waiting]) resume();
  }

  /** Resolves at the first wake-up after `ticket` was taken, or when `signal` aborts. */
  after(ticket: number, signal?: AbortSignal): Promise<void> {
    if (this.count > ticket || signal?.aborted === true) return Promise.resolve();
    return new Promise(resolve => {
      const resume = () => {
        this.waiting.delete(resume);
        signal?.removeEventListener('abort', resume);
        resolve();
      };
      this.waiting.add(resume);
      signal?.addEventListener('abort', resume, { once: true });
    });
  }
}
