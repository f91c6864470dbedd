import { systemTime } from '../../platform/clock/index.js';
import { systemRandom } from '../../platform/ids/index.js';
import { POS_ACCOUNT } from '../system/index.js';
import { ChainClock } from './clock/chain-clock.js';
import { skipQuietTime } from './clock/skip-quiet-time.js';
import type { DayOfOrders } from './demand/takeaway-order.js';
import { arrivalsOf, type Arrival } from './drive/arrivals.js';
import { ArrivalDriver } from './drive/drive-arrivals.js';
import { driveOrder } from './drive/drive-order.js';
import { Tally } from './drive/tally.js';
import { HttpApi } from './http-api.js';
import { awaitEndings } from './judge/await-endings.js';
import { Boards } from './judge/board.js';
import type { Progress, Step } from './report/progress.js';
import type { RushOptions } from './rush-options.js';
import { openStores } from './stores/open-stores.js';
import { serviceDateFrom } from './stores/service-date.js';
import { planStore, type StorePlan } from './stores/store-plan.js';
import { termsAt } from './stores/terms.js';
import type { SystemUnderRush } from './system-under-rush.js';

/** Real time the opening of the stores may take: the first order lies at least so far ahead. */
const OPENING_TAKES_REAL_MS = 30_000;
const RUN_NAME_LENGTH = 8;
/** An instant up to its minute. */
const CLOCK_SHOWN_LENGTH = 16;

export interface RushSurroundings {
  readonly options: RushOptions;
  readonly days: readonly DayOfOrders[];
  readonly system: SystemUnderRush;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

/** One rush from the opening of its stores to the last collected order. */
export class Rush {
  readonly tally = new Tally();
  readonly server: HttpApi;
  readonly posAdmin: HttpApi | undefined;
  clock: ChainClock | undefined;
  boards: Boards | undefined;
  plans: readonly StorePlan[] = [];
  businessDate = '';
  terms = termsAt(1);
  arrivals: readonly Arrival[] = [];
  driver: ArrivalDriver | undefined;
  private readonly run = systemRandom.uuid().slice(0, RUN_NAME_LENGTH);
  private step: () => Step | undefined = () => undefined;

  constructor(private readonly around: RushSurroundings) {
    const { system, stop, progress } = around;
    this.server = new HttpApi(() => system.serverUrl, systemTime, stop);
    this.posAdmin =
      system.posAdminUrl === undefined
        ? undefined
        : new HttpApi(() => system.posAdminUrl ?? '', systemTime, stop);
    progress.start(() => this.step());
  }

  async drive(): Promise<void> {
    const { options, system, stop } = this.around;
    const clock = (this.clock = await ChainClock.open(this.server, this.posAdmin, systemTime));
    if (system.isOwn) await clock.runAt(options.speed);
    this.planChain(clock);
    this.step = () => ({ title: 'opening stores', done: 0, all: this.plans.length, detail: '' });
    const storeIds = await openStores(this.server, this.plans, this.businessDate);
    this.boards = new Boards(this.server, storeIds, this.businessDate);
    this.driver = this.driverFor(clock, storeIds);
    const over = new AbortController();
    const skipping = this.skipUntil(AbortSignal.any([stop, over.signal]), clock, this.driver);
    try {
      this.step = () => this.drivingStep(clock);
      await this.driver.run(stop);
      await this.awaitEndings(clock, this.boards);
    } finally {
      over.abort();
      await skipping;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.server.close(), this.posAdmin?.close()]);
  }

  private planChain({ clock }: ChainClock): void {
    const { days, options } = this.around;
    const first = Math.min(...days.flatMap(({ orders }) => orders.map(({ minute }) => minute)));
    const aheadMs = OPENING_TAKES_REAL_MS * clock.segment.speed;
    this.businessDate = serviceDateFrom(clock.nowMs(), first, aheadMs);
    this.terms = termsAt(clock.segment.speed);
    const { businessDate, run, terms } = this;
    const chain = { run, businessDate, squeeze: options.squeeze, posAccount: POS_ACCOUNT, terms };
    this.plans = days.map((day, index) => planStore(day, index + 1, chain));
    this.arrivals = arrivalsOf(this.plans, businessDate, options.seed);
  }

  private driverFor({ clock }: ChainClock, storeIds: readonly string[]): ArrivalDriver {
    const { server, tally, businessDate, run, terms } = this;
    const storefront = { server, clock, businessDate, storeIds, run, tally, terms };
    const drive = (arrival: Arrival): Promise<void> => driveOrder(storefront, arrival);
    return new ArrivalDriver(this.arrivals, tally, drive, { clock, network: systemTime });
  }

  private skipUntil(stop: AbortSignal, clock: ChainClock, driver: ArrivalDriver): Promise<void> {
    const { tally, server } = this;
    const outlook = {
      inFlight: () => tally.inFlight,
      nextArrival: () => driver.nextArrival,
      nextDue: (nowMs: number) => tally.nextDue(nowMs),
    };
    return skipQuietTime({ clock, server, outlook, network: systemTime, stop });
  }

  private drivingStep({ clock }: ChainClock): Step {
    const { arrived, accepted, refused } = this.tally;
    const lastMs = this.arrivals.at(-1)?.atMs ?? 0;
    return {
      title: 'orders driven',
      done: arrived,
      all: this.arrivals.length,
      detail: `${accepted} held, ${refused} refused, clock ${clock.now().slice(0, CLOCK_SHOWN_LENGTH)}`,
      // Skipped time makes it less.
      etaMs: (lastMs - clock.nowMs()) / clock.segment.speed,
    };
  }

  private async awaitEndings({ clock }: ChainClock, boards: Boards): Promise<void> {
    const { tally } = this;
    const { stop } = this.around;
    await awaitEndings({ boards, tally, clock, network: systemTime, stop }, (done, all) => {
      const detail = `clock ${clock.now().slice(0, CLOCK_SHOWN_LENGTH)}`;
      this.step = () => ({ title: 'orders at their end', done, all, detail });
    });
  }
}
