/** A slot as availability tells it. */
export interface OfferedSlot {
  readonly start: string;
  readonly state: string;
}

/** The states in which a slot can be had. */
const OFFERED: readonly string[] = ['open', 'few'];

/**
 * The slot a guest takes: the first one offered that is not before `notBeforeMs`, or else the offered one that is
 * nearest to it. When nothing is offered the guest asks for the wanted slot all the same, so that the server says
 * which limit binds. Undefined when the day has no slots at all.
 */
export const chooseSlot = (slots: readonly OfferedSlot[], notBeforeMs: number): string | undefined => {
  const offered = slots.filter(({ state }) => OFFERED.includes(state));
  const isLateEnough = ({ start }: OfferedSlot): boolean => Date.parse(start) >= notBeforeMs;
  const chosen = offered.find(isLateEnough) ?? offered.at(-1) ?? slots.find(isLateEnough) ?? slots.at(-1);
  return chosen?.start;
};
