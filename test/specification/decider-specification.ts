import type { ZodType } from 'zod';
import type { Decider } from '../../src/event-sourcing/decider.js';

interface Fact {
  readonly type: string;
  readonly data: unknown;
}

interface Coded {
  readonly code: string;
}

export interface Refusal<Rejection extends Coded, Code extends Rejection['code'] = Rejection['code']> {
  readonly refused: Code;
  readonly facts: Partial<Extract<Rejection, { code: Code }>>;
}

interface Nothing {
  readonly nothing: true;
}

type Outcome<Event, Rejection extends Coded> =
  readonly [Nothing] | readonly [Refusal<Rejection>] | readonly [Event, ...Event[]];

interface Surroundings {
  /** The time of facts, and of decisions for which a sentence names none. */
  readonly usually: string;
  /** The schemas that events are written under. */
  readonly definitions: readonly { readonly type: string; readonly schema: ZodType }[];
}

/** Folds facts into a new state, each at its place in the stream. */
export const foldOf = <State, Command, Event, Rejection>(
  decider: Decider<State, Command, Event, Rejection>,
  facts: readonly Event[],
  at: string,
): State => {
  const state = decider.initial();
  facts.forEach((fact, n) => decider.evolve(state, fact, { at, revision: BigInt(n) }));
  return state;
};

/**
 * `given(facts).when(command).then(facts | rejected(code, facts) | nothing)` for one decider. Besides what it says,
 * each such sentence checks what holds for every decision: it is the same on a fork, leaves the state alone, is made
 * of events their schemas accept, and the same command told again changes nothing more.
 */
export const specificationOf = <State, Command, Event extends Fact, Rejection extends Coded>(
  decider: Decider<State, Command, Event, Rejection>,
  { usually, definitions }: Surroundings,
) => {
  const schemas = new Map(definitions.map(({ type, schema }) => [type, schema]));

  const decide = (facts: readonly Event[], command: Command, at: string) => {
    const state = foldOf(decider, facts, usually);
    const decision = decider.decide(state, command, at);
    expect(decider.decide(decider.fork(state), command, at)).toEqual(decision);
    expect(decider.decide(state, command, at)).toEqual(decision);
    return decision;
  };

  const expectRecordable = (
    facts: readonly Event[],
    recorded: readonly Event[],
    command: Command,
    at: string,
  ) => {
    const accepted = recorded.map(({ type, data }) => schemas.get(type)?.safeParse(data).success);
    expect(accepted).toEqual(recorded.map(() => true));
    const again = decider.decide(foldOf(decider, [...facts, ...recorded], usually), command, at);
    expect(again.kind === 'accepted' ? again.events : []).toEqual([]);
  };

  const check = (
    facts: readonly Event[],
    command: Command,
    at: string,
    outcome: Outcome<Event, Rejection>,
  ): void => {
    const decision = decide(facts, command, at);
    const [first] = outcome;
    if ('refused' in first) {
      const rejection = { code: first.refused, ...first.facts };
      expect(decision).toMatchObject({ kind: 'rejected', rejection });
      return;
    }
    expect(decision).toEqual({ kind: 'accepted', events: 'nothing' in first ? [] : outcome });
    if (decision.kind === 'accepted') expectRecordable(facts, decision.events, command, at);
  };

  const when = (facts: readonly Event[], command: Command, at: string) => ({
    then: (...outcome: Outcome<Event, Rejection>): void => check(facts, command, at, outcome),
  });

  return {
    given: (...facts: readonly Event[]) => ({
      when: (command: Command) => ({
        ...when(facts, command, usually),
        at: (instant: string) => when(facts, command, instant),
      }),
    }),
    rejected: <const Code extends Rejection['code']>(
      refused: Code,
      facts: Partial<Extract<Rejection, { code: Code }>> = {},
    ): Refusal<Rejection, Code> => ({ refused, facts }),
    nothing: { nothing: true } as const,
  };
};
