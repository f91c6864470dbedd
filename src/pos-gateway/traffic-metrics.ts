import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/telemetry/index.js';
import { PRIORITIES, PosTraffic } from './traffic/index.js';

/** What this node holds back from the POS accounts, and why. */
@Injectable()
export class TrafficMetrics {
  constructor(metrics: Metrics, traffic: PosTraffic) {
    const suspended = 'Whether a POS has suspended an account, as this node knows';
    metrics.gauge('rushline_pos_account_suspended', suspended, ['account'], gauge => {
      for (const [account, { isSuspended }] of traffic.all()) gauge.set({ account }, isSuspended ? 1 : 0);
    });
    const alone = 'Stores of an account that do not answer and are left alone for a while';
    metrics.gauge('rushline_pos_stores_left_alone', alone, ['account'], gauge => {
      for (const [account, each] of traffic.all()) gauge.set({ account }, each.brokenStores());
    });
    const waiting = 'Calls that wait for room in the limits of their account';
    metrics.gauge('rushline_pos_calls_waiting', waiting, ['account', 'priority'], gauge => {
      for (const [account, each] of traffic.all()) {
        for (const priority of PRIORITIES) gauge.set({ account, priority }, each.waiting(priority));
      }
    });
  }
}
