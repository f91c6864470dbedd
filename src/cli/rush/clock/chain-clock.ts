import { z } from 'zod';
import { ScaledClock, type ClockSegment, type NetworkTime } from '../../../platform/clock/index.js';
import { codeOf, type HttpApi } from '../http-api.js';

const segmentSchema = z.object({
  number: z.number(),
  realEpochMs: z.number(),
  virtualEpochMs: z.number(),
  speed: z.number(),
});

const clockSchema = z.object({
  segment: segmentSchema,
  nextPending: z.string().nullable(),
  busy: z.number(),
});

/** A change of speed that slows the clock down must not turn it back by the time the change took. */
const CHANGE_TAKES_REAL_MS = 1_000;
const SERVER_CLOCK = '/ops/clock';
const POS_CLOCK = '/admin/clock';

/** What a part says about time: when it acts next, and how much it is doing now. */
export interface PartLook {
  readonly pending: number | undefined;
  readonly busy: number;
}

interface ClockAnswer extends PartLook {
  readonly segment: ClockSegment;
}

/** The business clock of the chain, shown here as the server shows it, and moved forwards together with the POS. */
export class ChainClock {
  /** Business milliseconds that nobody had to wait for. */
  skippedMs = 0;
  private steerable: boolean;

  private constructor(
    readonly clock: ScaledClock,
    private readonly server: HttpApi,
    private readonly pos: HttpApi | undefined,
    private readonly network: NetworkTime,
  ) {
    // Without the POS's clock in reach a skip would leave the kitchen behind.
    this.steerable = pos !== undefined;
  }

  static async open(server: HttpApi, pos: HttpApi | undefined, network: NetworkTime): Promise<ChainClock> {
    const { segment } = await readClock(server, SERVER_CLOCK);
    return new ChainClock(new ScaledClock(segment, network), server, pos, network);
  }

  get canSkip(): boolean {
    return this.steerable;
  }

  /**
   * Looks at both clocks. One that is a segment behind is told the newest first: the server may have been killed
   * between acknowledging a segment and the POS hearing of it.
   */
  async look(): Promise<{ readonly server: PartLook; readonly pos: PartLook }> {
    const server = await readClock(this.server, SERVER_CLOCK);
    this.clock.adopt(server.segment);
    if (this.pos === undefined) return { server, pos: { pending: undefined, busy: 0 } };
    const pos = await readClock(this.pos, POS_CLOCK);
    if (pos.segment.number < server.segment.number) await this.tell(this.pos, POS_CLOCK, server.segment);
    return { server, pos };
  }

  /** Lets the clock run at another speed from now on; what is under way when it changes is skipped over. */
  async runAt(speed: number): Promise<void> {
    const { speed: before } = this.clock.segment;
    if (speed !== before) await this.skipTo(this.clock.nowMs() + CHANGE_TAKES_REAL_MS * before, speed);
  }

  /** Moves the clock forwards to `target`: the next numbered segment, told to the server and to the POS. */
  async skipTo(target: number, speed = this.clock.segment.speed): Promise<void> {
    const { number } = this.clock.segment;
    const from = this.clock.nowMs();
    const segment = { number: number + 1, realEpochMs: this.network.utcMs(), virtualEpochMs: target, speed };
    if (!(await this.tell(this.server, SERVER_CLOCK, segment))) return;
    if (this.pos !== undefined) await this.tell(this.pos, POS_CLOCK, segment);
    this.clock.adopt(segment);
    this.skippedMs += target - from;
  }

  private async tell(api: HttpApi, path: string, segment: ClockSegment): Promise<boolean> {
    const answer = await api.ask({ method: 'POST', path: `${path}/segments`, body: segment });
    if (codeOf(answer.body) === 'CLOCK_NOT_STEERABLE') this.steerable = false;
    return answer.status < 300;
  }
}

/** One attempt: who looks looks again, and a server that is not there at the beginning will not come. */
const readClock = async (api: HttpApi, path: string): Promise<ClockAnswer> => {
  const { body } = await api.ask({ path, retry: false });
  const { segment, nextPending, busy } = clockSchema.parse(body);
  return { segment, busy, pending: nextPending === null ? undefined : Date.parse(nextPending) };
};
