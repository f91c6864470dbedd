import { z } from 'zod';
import { behaviourSchema, capabilitiesOf, type Behaviour, type Capabilities } from './behaviour.js';
import { profileName, PROFILES, type ProfileName } from './profiles.js';

/** The account of a client that does not say which one is its own. */
export const DEFAULT_ACCOUNT = 'default';

export const accountName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, dashes or underscores');

/** What an account is made to be: a profile, and what differs from it. */
export const accountOrderSchema = z.strictObject({
  profile: profileName,
  parameters: behaviourSchema.partial().default({}),
});
export type AccountOrder = z.infer<typeof accountOrderSchema>;

export interface Account {
  readonly account: string;
  readonly profile: ProfileName;
  readonly capabilities: Capabilities;
  readonly behaviour: Behaviour;
}

/** How the POS behaves towards each account. They belong to the run: a restart knows only what it is given. */
export class Accounts {
  private readonly named = new Map<string, Account>();

  constructor(
    private readonly profile: ProfileName,
    orders: Readonly<Record<string, AccountOrder>> = {},
  ) {
    this.set(DEFAULT_ACCOUNT, { profile, parameters: {} });
    for (const [account, order] of Object.entries(orders)) this.set(account, order);
  }

  /** An account nobody named behaves like the profile of all. */
  get(account: string): Account {
    return this.named.get(account) ?? made(account, { profile: this.profile, parameters: {} });
  }

  /** Tickets of a ledger that is older than accounts do not say whose they are. */
  ofTicket(account: string | undefined): Account {
    return this.get(account ?? DEFAULT_ACCOUNT);
  }

  set(account: string, order: AccountOrder): Account {
    const set = made(account, order);
    this.named.set(account, set);
    return set;
  }

  list(): readonly Account[] {
    return [...this.named.values()];
  }
}

const made = (account: string, { profile, parameters }: AccountOrder): Account => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const behaviour: Behaviour = { ...PROFILES[profile], ...Object.fromEntries(given) };
  return { account, profile, capabilities: capabilitiesOf(behaviour), behaviour };
};
