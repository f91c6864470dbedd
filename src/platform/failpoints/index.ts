export { armFailpoint, failpoint, failpointOf, type ArmedFailpoint } from './failpoints.js';
