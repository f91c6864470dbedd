export {
  ScaledClock,
  epochMsOf,
  instantOf,
  type BusinessClock,
  type ClockSegment,
  type Instant,
} from './business-clock.js';
export { MAX_CLOCK_SKEW_MS, systemTime, type NetworkTime } from './network-time.js';
export { BusinessTimers } from './business-timers.js';
export { CLOCK, NETWORK_TIME, TIMERS } from './clock-tokens.js';
export { Activity } from './activity.js';
