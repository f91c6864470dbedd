import { z } from 'zod';
import { accept, defineEvent, reject, type Decider } from '../../src/event-sourcing/decider.js';
import { EventTypes } from '../../src/event-sourcing/event-types.js';
import type { CommandEnvelope, StreamKind } from '../../src/event-sourcing/lane-language.js';
import { LayeredMap } from '../../src/event-sourcing/layered-map.js';

/** A toy with a capacity: an evening's seats, which must never be sold twice. */
const definitions = [
  defineEvent('SeatTaken', z.strictObject({ guest: z.string(), note: z.string().optional() }), 'sold'),
  defineEvent('SeatLeft', z.strictObject({ guest: z.string() }), 'given back'),
];

export type EveningEvent =
  | { readonly type: 'SeatTaken'; readonly data: { readonly guest: string; readonly note?: string } }
  | { readonly type: 'SeatLeft'; readonly data: { readonly guest: string } };

export type EveningCommand =
  | { readonly type: 'TakeSeat'; readonly guest: string; readonly note?: string }
  | { readonly type: 'TakeSeats'; readonly guests: readonly string[] }
  | { readonly type: 'LeaveSeat'; readonly guest: string }
  | { readonly type: 'Trip' };

export interface EveningRejection {
  readonly code: 'FULL' | 'NOT_SEATED';
  readonly taken: number;
}

export interface Evening {
  readonly seats: LayeredMap<string, string>;
  taken: number;
}

export type EveningKind = StreamKind<Evening, EveningCommand, EveningEvent, EveningRejection>;
export type EveningEnvelope = CommandEnvelope<EveningCommand>;

const take = ({ seats, taken }: Evening, guests: readonly string[], capacity: number, note?: string) => {
  const fresh = guests.filter(guest => !seats.has(guest));
  if (taken + fresh.length > capacity) return reject<EveningRejection>({ code: 'FULL', taken });
  return accept<EveningEvent>(
    ...fresh.map(guest => ({
      type: 'SeatTaken' as const,
      data: { guest, ...(note === undefined ? {} : { note }) },
    })),
  );
};

const leave = ({ seats, taken }: Evening, guest: string) =>
  seats.has(guest)
    ? accept<EveningEvent>({ type: 'SeatLeft', data: { guest } })
    : reject<EveningRejection>({ code: 'NOT_SEATED', taken });

const deciderOf = (capacity: number): Decider<Evening, EveningCommand, EveningEvent, EveningRejection> => ({
  initial: () => ({ seats: new LayeredMap(), taken: 0 }),
  fork: ({ seats, taken }) => ({ seats: seats.fork(), taken }),
  evolve: (state, { type, data }, { at }) => {
    if (type === 'SeatTaken') state.seats.set(data.guest, at);
    else state.seats.delete(data.guest);
    state.taken += type === 'SeatTaken' ? 1 : -1;
  },
  decide: (state, command) => {
    switch (command.type) {
      case 'TakeSeat':
        return take(state, [command.guest], capacity, command.note);
      case 'TakeSeats':
        return take(state, command.guests, capacity);
      case 'LeaveSeat':
        return leave(state, command.guest);
      case 'Trip':
        throw new Error('somebody tripped over the cable');
    }
  },
});

export const eveningOf = (capacity: number): EveningKind => ({
  decider: deciderOf(capacity),
  eventTypes: new EventTypes<EveningEvent>(definitions),
});

/** A command id is a UUID: the name of an event's id space. Specs count them up. */
export const commandId = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

let issued = 0;

/** A command in an envelope with a fresh id, unless one is given. */
export const envelope = (
  command: EveningCommand,
  { id, fingerprint }: { readonly id?: string; readonly fingerprint?: string } = {},
): EveningEnvelope => ({
  command,
  commandId: id ?? commandId((issued += 1)),
  fingerprint: fingerprint ?? JSON.stringify(command),
  actor: 'usher',
  correlationId: 'evening',
  causationId: 'bell',
});

export const takeSeat = (guest: string, id?: string): EveningEnvelope =>
  envelope({ type: 'TakeSeat', guest }, id === undefined ? {} : { id });
export const leaveSeat = (guest: string): EveningEnvelope => envelope({ type: 'LeaveSeat', guest });
