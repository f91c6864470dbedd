import type { NetworkTime } from '../../platform/clock/index.js';
import type { PosLimit } from '../domain/pos-capabilities.js';
import { begin, end, Limiter, type Admitted, type LimitedCall } from './domain/limiter.js';
import { WaitingLine, type Waiting, type WAITING_MAX } from './domain/waiting-line.js';
import { NotAdmitted } from './not-admitted.js';

/** Who wants to pass. */
export interface Entrant extends LimitedCall {
  /** Among those of its priority the lowest goes first. */
  readonly rank: string;
  /** Monotonic time after which it would rather not. */
  readonly untilMs: number;
}

/** What stands before a gate besides its limits. */
export interface Doorkeeper {
  /** From when on somebody may pass. */
  opensAtMs(nowMs: number): number;
  /** The share of the limits that may be used. */
  shareAt(nowMs: number): number;
  /** Somebody passes. */
  passing(nowMs: number): void;
}

export interface GateOptions {
  /** Whose gate it is, as a proof names it. */
  readonly name: string;
  readonly limits: readonly PosLimit[];
  readonly doorkeeper: Doorkeeper;
  readonly network: NetworkTime;
  readonly waitingMax?: typeof WAITING_MAX;
}

interface Entry extends Waiting, Entrant {
  readonly settle: (admitted: Admitted | NotAdmitted) => void;
  giveUp: () => void;
}

/** Lets calls through in their order, as its limits allow; the others wait in a bounded line. */
export class Gate {
  private readonly limiter: Limiter;
  private readonly line: WaitingLine<Entry>;
  private cancelWake: () => void = () => undefined;

  constructor(private readonly options: GateOptions) {
    this.limiter = new Limiter(options.limits);
    this.line = new WaitingLine(options.waitingMax);
  }

  /** Resolves once the call may be made. Throws NotAdmitted where the line is full, or the time is over. */
  async enter(entrant: Entrant): Promise<Admitted> {
    const passed = await new Promise<Admitted | NotAdmitted>(settle => this.queue(entrant, settle));
    if (passed instanceof NotAdmitted) throw passed;
    return passed;
  }

  begin(admitted: Admitted): void {
    begin(admitted, this.nowMs);
  }

  end(admitted: Admitted): void {
    end(admitted, this.nowMs);
    this.serve();
  }

  withdraw(admitted: Admitted): void {
    this.limiter.withdraw(admitted);
    this.serve();
  }

  /** Lets through whoever may pass now, and looks again when the next one may. */
  serve(): void {
    this.cancelWake();
    let wakeMs = this.serveFirst();
    while (wakeMs === undefined) wakeMs = this.serveFirst();
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    this.cancelWake = this.options.network.after(Math.max(1, Math.ceil(wakeMs - this.nowMs)), () =>
      this.serve(),
    );
  }

  /** How many calls wait. */
  waiting(priority: LimitedCall['priority']): number {
    return this.line.count(priority);
  }

  private get nowMs(): number {
    return this.options.network.monotonicMs();
  }

  private queue(entrant: Entrant, settle: Entry['settle']): void {
    const { name, network } = this.options;
    const entry: Entry = { ...entrant, settle, giveUp: () => undefined };
    const refuse = (proof: string) => (): void => {
      this.line.leave(entry);
      entry.giveUp();
      settle(new NotAdmitted(proof));
    };
    const inVain = refuse(`its turn at ${name} did not come in time`);
    const leftMs = entrant.untilMs - this.nowMs;
    if (leftMs < 0) return inVain();
    const last = this.line.join(entry);
    if (leftMs < Number.POSITIVE_INFINITY) entry.giveUp = network.after(leftMs, inVain);
    if (last !== undefined) {
      last.giveUp();
      last.settle(new NotAdmitted(`our own queue for ${name} is full`));
    }
    if (last !== entry) this.serve();
  }

  /** Lets one through and answers undefined; or answers when the next one may pass. */
  private serveFirst(): number | undefined {
    const { doorkeeper } = this.options;
    const { nowMs } = this;
    const heads = this.line.heads();
    if (heads.length === 0) return Number.POSITIVE_INFINITY;
    const opensMs = doorkeeper.opensAtMs(nowMs);
    if (opensMs > nowMs) return opensMs;
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const entry of heads) {
      const freeMs = this.limiter.freeAtMs(entry, nowMs, doorkeeper.shareAt(nowMs));
      if (freeMs <= nowMs) return this.letIn(entry, nowMs);
      wakeMs = Math.min(wakeMs, freeMs);
    }
    return wakeMs;
  }

  private letIn(entry: Entry, nowMs: number): undefined {
    this.line.leave(entry);
    entry.giveUp();
    this.options.doorkeeper.passing(nowMs);
    entry.settle(this.limiter.admit(entry));
  }
}
