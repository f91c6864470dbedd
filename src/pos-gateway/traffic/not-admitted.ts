/** A call was not made: our own limits, or a time that was over before its turn came, kept it here. Nothing was sent. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';

  constructor(
    /** How we know that nothing was sent. */
    readonly proof: string,
  ) {
    super(proof);
  }
}
