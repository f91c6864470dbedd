export { AccountAlarm } from './account-alarm.js';
export { AccountStates, type AccountState } from './account-states.js';
