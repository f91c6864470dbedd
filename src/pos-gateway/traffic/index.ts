/** The door of the traffic with POS accounts: who may call which POS when. */
export { AccountTraffic, OPEN_ROAD, type PosCall, type PosRoad } from './account-traffic.js';
export { PosTraffic } from './pos-traffic.js';
export { limitsOfAccount, type AccountWatch, type PosAnswer } from './account-gate.js';
export { forecast, ratePerSecond, type SlotForecast } from './domain/forecast.js';
export { NotAdmitted } from './not-admitted.js';
export { pauseMs } from './domain/back-off.js';
export { PRIORITIES, type Priority } from './domain/priorities.js';
