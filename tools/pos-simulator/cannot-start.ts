/** Why the simulator does not start, in one line that ends with what to do about it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** The words of whatever was thrown. */
export const causeOf = (thrown: unknown): string => {
  const words = memberOf(thrown, 'message');
  return typeof words === 'string' ? words : String(thrown);
};

/** The system's own code of a failed call, such as `EADDRINUSE`. */
export const systemCodeOf = (thrown: unknown): string | undefined => {
  const code = memberOf(thrown, 'code');
  return typeof code === 'string' ? code : undefined;
};

/** Asked by name and not by class: an error of another realm is an error too. */
const memberOf = (thrown: unknown, name: 'message' | 'code'): unknown =>
  typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
