const GONE = Symbol('gone');

/**
 * A map whose fork sees everything below it and keeps its own changes to itself. Forking costs nothing; dropping the
 * fork undoes it. Values are shared with the fork, so they are replaced, never changed in place.
 */
export class LayeredMap<Key, Value> {
  private readonly own = new Map<Key, Value | typeof GONE>();

  constructor(private readonly below?: LayeredMap<Key, Value>) {}

  fork(): LayeredMap<Key, Value> {
    return new LayeredMap(this);
  }

  get(key: Key): Value | undefined {
    const found = this.own.get(key);
    if (found === GONE) return undefined;
    return found ?? this.below?.get(key);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    this.own.set(key, value);
  }

  delete(key: Key): void {
    if (this.below === undefined) this.own.delete(key);
    else this.own.set(key, GONE);
  }

  /** Every entry: first those below that this layer left alone, then its own. */
  *entries(): IterableIterator<[Key, Value]> {
    if (this.below !== undefined) {
      for (const entry of this.below.entries()) if (!this.own.has(entry[0])) yield entry;
    }
    for (const [key, value] of this.own) if (value !== GONE) yield [key, value];
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }
}
