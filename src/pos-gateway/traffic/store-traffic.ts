import type { NetworkTime } from '../../platform/clock/index.js';
import type { PosLimit } from '../domain/pos-capabilities.js';
import { afterNoProbe, afterProbe, afterResult, CLOSED, passageAt, type Breaker } from './domain/breaker.js';
import type { Admitted } from './domain/limiter.js';
import { Gate, type Entrant } from './gate.js';
import { NotAdmitted } from './not-admitted.js';

/** Calls under way for one store, so that a store that hangs holds up nobody else. */
export const CALLS_PER_STORE_MAX = 3;
const WAITING_PER_STORE_MAX = { deliver: 2_000, settle: 500, void: 200, feed: 20, backfill: 20 } as const;

/** What a store's calls have to pass before those of its account: its own limits, and its breaker. */
export class StoreTraffic {
  private readonly gate: Gate;
  private breaker: Breaker = CLOSED;

  constructor(
    private readonly location: string,
    limits: readonly PosLimit[],
    private readonly network: NetworkTime,
  ) {
    this.gate = new Gate({
      name: `the store ${location}`,
      limits: [
        ...limits.filter(({ scope }) => scope === 'location'),
        { scope: 'location', concurrent: CALLS_PER_STORE_MAX },
      ],
      doorkeeper: { opensAtMs: () => Number.NEGATIVE_INFINITY, shareAt: () => 1, passing: () => undefined },
      network,
      waitingMax: WAITING_PER_STORE_MAX,
    });
  }

  get isBroken(): boolean {
    return this.breaker.kind !== 'closed';
  }

  /** Resolves once the call may go to its account's gate. Throws NotAdmitted, also while the breaker is open. */
  async enter(entrant: Entrant): Promise<Admitted> {
    const admitted = await this.gate.enter(entrant);
    const { nowMs } = this;
    switch (passageAt(this.breaker, nowMs)) {
      case 'pass':
        return admitted;
      case 'probe':
        this.breaker = afterProbe(this.breaker, nowMs);
        return admitted;
      case 'refuse':
        this.gate.withdraw(admitted);
        throw new NotAdmitted(`the store ${this.location} has not answered for a while and is left alone`);
    }
  }

  begin(admitted: Admitted): void {
    this.gate.begin(admitted);
  }

  end(admitted: Admitted, result: 'answered' | 'failed', begunMs: number): void {
    this.breaker = afterResult(this.breaker, result, { begunMs, nowMs: this.nowMs });
    this.gate.end(admitted);
  }

  withdraw(admitted: Admitted): void {
    this.breaker = afterNoProbe(this.breaker, this.nowMs);
    this.gate.withdraw(admitted);
  }

  private get nowMs(): number {
    return this.network.monotonicMs();
  }
}
