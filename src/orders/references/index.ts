export { OrderReferences, type Claimed, type ReferenceClaim } from './order-references.js';
