const TAGS = /(?:W\/)?("[\x21\x23-\x7e]*")/g;

/**
 * Whether a client that sends this If-None-Match has what a tag stands for. It may name several tags, weak ones among
 * them, as a proxy makes them of ours; or any at all.
 */
export const isKnown = (etag: string, ifNoneMatch: string | undefined): boolean => {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(TAGS)].some(([, opaque]) => opaque === etag);
};
