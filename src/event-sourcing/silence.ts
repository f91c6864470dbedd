import type { NetworkTime } from '../platform/clock/index.js';
import type { EventStore, LogBatch } from './event-store.js';

/** A subscription that says nothing for so long is asked whether there is really nothing to say. */
const SILENCE_MS = 10_000;

/** The log grew, and the subscription did not say so. */
export class SubscriptionSilent extends Error {
  override readonly name = 'SubscriptionSilent';

  constructor(head: bigint) {
    super(`the log has grown to ${head}, and its subscription has said nothing for ${SILENCE_MS} ms`);
  }
}

/**
 * What a subscription at `position` says next. It may be silent as long as the log does not grow; where the log was seen
 * to be further on and nothing came for a whole silence after that, the subscription is dead and this throws.
 */
export const nextUnlessSilent = async (
  log: AsyncIterator<LogBatch>,
  { position, signal }: { readonly position: bigint; readonly signal: AbortSignal },
  { store, network }: { readonly store: EventStore; readonly network: NetworkTime },
): Promise<IteratorResult<LogBatch>> => {
  const next = log.next();
  for (let head = 0n; await isSilent(next, network); head = await headOf(store)) {
    if (signal.aborted) return { done: true, value: undefined };
    if (head > position) throw new SubscriptionSilent(head);
  }
  return next;
};

const isSilent = (next: Promise<unknown>, network: NetworkTime): Promise<boolean> => {
  let cancel = (): void => undefined;
  const silence = new Promise<boolean>(resolve => {
    cancel = network.after(SILENCE_MS, () => resolve(true));
  });
  const heard = next.then(
    () => false,
    () => false,
  );
  return Promise.race([heard, silence]).finally(cancel);
};

/** A log that cannot be asked has not been seen to grow. */
const headOf = (store: EventStore): Promise<bigint> => store.head().catch(() => 0n);
