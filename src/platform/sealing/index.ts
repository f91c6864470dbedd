export { hmacUnder, seal, unseal, type OrderKey, type Sealed } from './seal.js';
export { KeyDestroyed, OrderKeys } from './order-keys.js';
