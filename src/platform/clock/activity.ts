/** Counts work that goes on in real time, so that whoever skips business time knows not to skip over it. */
export class Activity {
  private count = 0;

  get busy(): number {
    return this.count;
  }

  /** Counts `work` as going on until it settles. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
    }
  }
}
