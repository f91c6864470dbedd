import { Inject, Injectable, Logger } from '@nestjs/common';
import { NETWORK_TIME, type NetworkTime } from '../platform/clock/index.js';
import { Metrics } from '../platform/telemetry/index.js';
import { AccountForecasts, type AccountForecast } from './account-forecasts.js';
import { PosTraffic } from './traffic/index.js';

const LOOK_EVERY_MS = 60_000;

/** Warns while there is still time that an account cannot be handed in time what is confirmed. */
@Injectable()
export class ForecastWatch {
  private readonly logger = new Logger('Forecast');
  private readonly late = new Map<string, number>();
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly forecasts: AccountForecasts,
    private readonly traffic: PosTraffic,
    @Inject(NETWORK_TIME) private readonly network: NetworkTime,
    metrics: Metrics,
  ) {
    const help = 'Confirmed orders that their POS account cannot be handed in time at its limits';
    metrics.gauge('rushline_forecast_late_orders', help, ['account'], gauge => {
      gauge.reset();
      for (const [account, orders] of this.late) gauge.set({ account }, orders);
    });
  }

  start(): void {
    this.stopping = new AbortController();
    this.running = this.run(this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.late.clear();
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const account of this.traffic.all().keys()) await this.look(account);
      await this.network.sleep(LOOK_EVERY_MS, signal);
    }
  }

  private async look(account: string): Promise<void> {
    try {
      const forecast = await this.forecasts.of(account);
      if (forecast !== undefined) this.tell(forecast);
    } catch (cause) {
      this.logger.warn({ err: cause, account }, 'what is due could not be forecast');
    }
  }

  /** Said once, and again when it has become more. */
  private tell({ account, ordersLate, ratePerSecond, slots }: AccountForecast): void {
    const worst = slots.find(({ inTime }) => !inTime);
    if (worst !== undefined && ordersLate > (this.late.get(account) ?? 0)) {
      this.logger.warn(
        { account, ordersLate, ratePerSecond, slot: worst.slot, lastAt: worst.lastAt },
        `POS account ${account} cannot be handed the ${worst.orders} orders for ${worst.slot} in time at its limit`,
      );
    }
    this.late.set(account, ordersLate);
  }
}
