export const CLOCK = Symbol('BusinessClock');
export const NETWORK_TIME = Symbol('NetworkTime');
export const TIMERS = Symbol('BusinessTimers');
