/** Remembers the names it was given last, and no more of them than its bound. */
export class SeenItems {
  private readonly names = new Set<string>();

  constructor(private readonly bound: number) {}

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** A name that comes again counts as new, so that the ones that keep coming are not the ones forgotten. */
  add(name: string): void {
    this.names.delete(name);
    this.names.add(name);
    if (this.names.size <= this.bound) return;
    for (const oldest of this.names) {
      this.names.delete(oldest);
      return;
    }
  }

  get size(): number {
    return this.names.size;
  }
}
