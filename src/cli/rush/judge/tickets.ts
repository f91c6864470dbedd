import { z } from 'zod';
import type { HttpApi } from '../http-api.js';

const PAGE_TICKETS = 1_000;

const pageSchema = z.object({
  tickets: z.array(
    z.object({ location: z.string(), status: z.string(), order: z.object({ reference: z.string() }) }),
  ),
  next: z.string().nullable(),
});

export type LedgerTicket = z.infer<typeof pageSchema>['tickets'][number];

export interface TicketCount {
  readonly live: number;
  /** Live tickets beyond the first of the same order. */
  readonly duplicate: number;
}

/** Counts the tickets of this rush: the simulator's ledger may hold those of others, too. */
export const countTickets = (
  tickets: Iterable<LedgerTicket>,
  locations: ReadonlySet<string>,
): TicketCount => {
  const live = new Map<string, number>();
  for (const { location, status, order } of tickets) {
    if (!locations.has(location) || status === 'voided') continue;
    live.set(order.reference, (live.get(order.reference) ?? 0) + 1);
  }
  const all = [...live.values()].reduce((sum, count) => sum + count, 0);
  return { live: all, duplicate: all - live.size };
};

/** Everything in the simulator's ledger. */
export const readLedger = async (posAdmin: HttpApi): Promise<readonly LedgerTicket[]> => {
  const tickets: LedgerTicket[] = [];
  for (let after: string | null = ''; after !== null;) {
    const cursor: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const { body } = await posAdmin.ask({ path: `/admin/tickets?limit=${PAGE_TICKETS}${cursor}` });
    const page = pageSchema.parse(body);
    tickets.push(...page.tickets);
    after = page.next;
  }
  return tickets;
};
