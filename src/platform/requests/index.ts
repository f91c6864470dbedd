export { Asked, type Request } from './asked.js';
export { Caller } from './caller.js';
export { envelopeFor, fingerprintOf } from './envelope.js';
export { asEtag, positionHeader, POSITION_HEADER, answerHeaders } from './answer.js';
export { calendarDate, typedText } from './input.js';
export { keyReused } from './key-reused.js';
export { keepRawBodies, RawBody, rawBodyOf } from './raw-body.js';
