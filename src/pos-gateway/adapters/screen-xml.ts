import { PageRefused } from '../pos-port.js';

/** What a page of a feed stays well within. Whatever goes beyond is not given to the parser at all. */
const PAGE_CHARS_MAX = 1024 * 1024;
const TAGS_MAX = 5_000;
const DEPTH_MAX = 8;
const TAG_CHARS_MAX = 8_192;
const ATTRIBUTES_MAX = 32;

/** A document type, an entity, a marked section, a comment: no feed needs any, and what expands comes in by them. */
const DECLARATION = '<!';

/**
 * Looks through a document once, from its beginning to its end, before anything reads it. Throws PageRefused where it is
 * made to cost its reader more than its length.
 */
export const screenXml = (xml: string): void => {
  if (xml.length > PAGE_CHARS_MAX) throw refused(`is longer than ${PAGE_CHARS_MAX} characters`);
  if (xml.includes(DECLARATION)) throw refused('declares something of its own, which no feed of ours does');
  let depth = 0;
  let tags = 0;
  for (let begin = xml.indexOf('<'); begin >= 0; begin = xml.indexOf('<', begin)) {
    const tag = tagAt(xml, begin);
    tags += 1;
    depth += tag.deeper;
    if (tags > TAGS_MAX) throw refused(`has more than ${TAGS_MAX} tags`);
    if (depth > DEPTH_MAX) throw refused(`is deeper than ${DEPTH_MAX} tags in tags`);
    begin = tag.end;
  }
};

interface Tag {
  /** Where it ends. */
  readonly end: number;
  /** How much deeper it leads. */
  readonly deeper: -1 | 0 | 1;
}

/** The tag that begins here; a `>` inside of quotes does not end it. */
const tagAt = (xml: string, begin: number): Tag => {
  let quote = '';
  let attributes = 0;
  const last = Math.min(xml.length, begin + TAG_CHARS_MAX);
  for (let at = begin + 1; at < last; at += 1) {
    const sign = xml.charAt(at);
    if (sign === '>' && quote === '') return { end: at + 1, deeper: depthOf(xml, begin, at) };
    if (quote === '' && sign === '=') attributes += 1;
    if (attributes > ATTRIBUTES_MAX) throw refused(`has a tag of more than ${ATTRIBUTES_MAX} attributes`);
    quote = quoteAfter(quote, sign);
  }
  throw refused(`has a tag that does not end within ${TAG_CHARS_MAX} characters`);
};

const quoteAfter = (quote: string, sign: string): string => {
  if (quote !== '') return sign === quote ? '' : quote;
  return sign === '"' || sign === "'" ? sign : '';
};

const depthOf = (xml: string, begin: number, end: number): Tag['deeper'] => {
  if (xml.charAt(begin + 1) === '/') return -1;
  return xml.charAt(end - 1) === '/' || xml.charAt(begin + 1) === '?' ? 0 : 1;
};

const refused = (why: string): PageRefused => new PageRefused(`the feed ${why}`);
