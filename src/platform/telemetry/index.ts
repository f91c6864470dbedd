export { Metrics } from './metrics.js';
export { logging } from './logging.js';
export { observeHttp } from './observe-http.js';
