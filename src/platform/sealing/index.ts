export { hmacUnder, seal, unseal, type OrderKey, type Sealed } from './seal.js';
export { OrderKeys } from './order-keys.js';
