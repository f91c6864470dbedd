export { startSystem } from './start-system.js';
export type { RunningSystem, SystemOptions, UnexpectedEnd } from './running-system.js';
export { ChildProgram } from './child-program.js';
export { POS_ACCOUNT } from './server.js';
export { StartInterrupted, SystemError, causeOf } from './system-error.js';
export { requestJson, type JsonAnswer, type JsonRequest } from './json-http.js';
