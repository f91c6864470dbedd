export { ClockSegmentRefused, StoredClock } from './stored-clock.js';
