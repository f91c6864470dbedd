import type { PosParts } from '../pos-parts.js';
import type { Call } from '../pos/call.js';
import { toldStatus, toldTime } from '../pos/told.js';
import { seededNumberOf } from '../random.js';
import type { PlacedChange } from './changes.js';
import type { FeedItem } from './feed-xml.js';

/** The items of a page as the feed tells them: without those that are late, and as the faults in force have it. */
export const feedItems = (
  parts: PosParts,
  call: Call,
  changes: readonly PlacedChange[],
): readonly FeedItem[] => {
  const items = changes
    .filter(change => !parts.lateItems.isHidden(change))
    .map(change => ({
      ...change,
      status: toldStatus(parts, call, change.status),
      at: toldTime(parts, call, change.at),
    }))
    .flatMap(item => copiesOf(parts, call, item));
  return shuffled(parts, call, items);
};

const copiesOf = <Item>({ faults }: PosParts, call: Call, item: Item): readonly Item[] => {
  const copies = faults.strike('duplicate-items', call)?.copies ?? 0;
  return Array.from({ length: copies + 1 }, () => item);
};

/** The seed puts the same page into the same order each time it is read. */
const shuffled = <Item extends Pick<PlacedChange, 'position'>>(
  { faults, seed }: PosParts,
  call: Call,
  items: readonly Item[],
): readonly Item[] => {
  if (faults.strike('shuffled-items', call) === undefined) return items;
  return items
    .map((item, index) => ({
      item,
      place: seededNumberOf(seed, `shuffle/${call.location}/${item.position}/${index}`),
    }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
};
