export const ROLES = ['guest', 'storefront', 'operator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Principal {
  readonly id: string;
  readonly roles: readonly Role[];
}

/** Everybody, while no identity provider is configured and the server listens on the loopback address only. */
export const DEVELOPMENT_PRINCIPAL: Principal = { id: 'development', roles: ROLES };
