export { dateIn, instantAt, isKnownZone, localTimeIn } from './zones.js';
