export { installLeases } from './lease-rows.js';
export { LEASE_MS, Leases, RENEW_MS, type LeaseListener } from './leases.js';
