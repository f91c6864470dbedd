import { readChangeFeed } from '../../src/pos-gateway/adapters/change-feed.js';
import { PageRefused } from '../../src/pos-gateway/pos-port.js';

const ticket = (changes: Readonly<Record<string, string>> = {}): string => {
  const attributes = {
    id: 't-1',
    reference: 'ord_1',
    status: 'ready',
    version: '4',
    at: '2030-03-05T12:00:00.000Z',
    ...changes,
  };
  return `<ticket ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/>`;
};

const page = (tickets: readonly string[], attributes = 'next="c-2" more="false"'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<changes ${attributes}>\n${tickets.join('\n')}\n</changes>\n`;

describe('A page of the change feed', () => {
  it('is read in its order, with the cursor behind it', () => {
    const xml = page([ticket(), ticket({ id: 't-2', version: '1' })], 'next="c-9" more="true"');
    expect(readChangeFeed(xml)).toEqual({
      next: 'c-9',
      more: true,
      unreadable: 0,
      changes: [
        { ticketId: 't-1', orderId: 'ord_1', status: 'ready', version: 4, at: '2030-03-05T12:00:00.000Z' },
        { ticketId: 't-2', orderId: 'ord_1', status: 'ready', version: 1, at: '2030-03-05T12:00:00.000Z' },
      ],
    });
  });

  it('may have one change or none', () => {
    expect(readChangeFeed(page([ticket()])).changes).toHaveLength(1);
    expect(readChangeFeed(page([])).changes).toEqual([]);
    expect(readChangeFeed('<changes next="c-2" more="false"/>').changes).toEqual([]);
  });

  it('speaks our words where we have them, and keeps the others as they are', () => {
    const words = ['preparing', 'ready', 'on-fire', 'RESERVED', 'constructor', '__proto__', 'toString'];
    const { changes } = readChangeFeed(page(words.map(status => ticket({ status }))));
    expect(changes.map(({ status }) => status)).toEqual(['in-preparation', ...words.slice(1)]);
  });

  it('takes marks of XML in its texts for text', () => {
    const [change] = readChangeFeed(page([ticket({ reference: 'a&amp;b&lt;c&gt;&quot;d&quot;' })])).changes;
    expect(change?.orderId).toBe('a&b<c>"d"');
  });
});

const deep = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
const attributes = (count: number): string => Array.from({ length: count }, (_, n) => `a${n}="1"`).join(' ');
const laughs = `<!DOCTYPE changes [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>`;
const outside = `<!DOCTYPE changes [<!ENTITY file SYSTEM "file:///etc/hostname">]>`;

describe('What is no page of the change feed is refused:', () => {
  it.each([
    ['nothing', ''],
    ['JSON', '{"changes":[]}'],
    ['a page for people', '<html><body>Welcome</body></html>'],
    ['a page that ends early', page([ticket()]).slice(0, 120)],
    ['tags that do not match', '<changes next="c" more="false"><ticket></changes>'],
    ['entities of its own', laughs + page([ticket({ reference: '&b;' })])],
    ['a file of this machine', outside + page([ticket({ reference: '&file;' })])],
    ['a document type in other letters', `<!doctype changes>${page([])}`],
    ['tags in tags in tags', `<changes next="c" more="false">${deep(20_000)}</changes>`],
    ['tags in tags beyond any feed of ours', `<changes next="c" more="false">${deep(9)}</changes>`],
    ['more tags than a page has', page(['<a/>'.repeat(5_001)])],
    ['a flood of attributes', page([`<ticket ${attributes(40)}/>`])],
    ['a tag without an end', page([`<ticket id="${'x'.repeat(9_000)}"/>`])],
    ['a comment that hides what follows', page(['<!-- '])],
    ['a marked section', page(['<![CDATA[<ticket/>]]>'])],
    ['more characters than a page has', page([ticket({ reference: 'x'.repeat(1_024) }).repeat(1_024)])],
    ['a cursor no row could keep', page([], 'next="c\u0000" more="false"')],
    ['no cursor', page([], 'more="false"')],
    ['an empty cursor', page([], 'next="" more="false"')],
    ['a maybe', page([], 'next="c" more="maybe"')],
    ['more tickets than a page holds', page(Array.from({ length: 1_001 }, () => ticket()))],
  ])('%s', (_, xml) => {
    expect(() => readChangeFeed(xml)).toThrow(PageRefused);
  });
});

describe('A ticket that says nothing sensible is passed over, and those behind it are read:', () => {
  it.each([
    ['a version that is no number', page([ticket({ version: 'four' })])],
    ['a negative version', page([ticket({ version: '-1' })])],
    ['half a version', page([ticket({ version: '1.5' })])],
    ['a version beyond all numbers', page([ticket({ version: '9'.repeat(30) })])],
    ['a version in another notation', page([ticket({ version: '1e3' })])],
    ['a ticket without a name', page([ticket({ id: '' })])],
    ['a ticket without a status', page([ticket({ status: '' })])],
    ['a ticket no row could keep', page([ticket({ id: 't\u0000' })])],
    ['a status no row could keep', page([ticket({ status: 'rea\u0000dy' })])],
    ['a ticket with an endless name', page([ticket({ id: 'x'.repeat(1_000) })])],
    ['a ticket without a reference', page([ticket().replace(/ reference="[^"]*"/, '')])],
  ])('%s', (_, xml) => {
    const behind = xml.replace('</changes>', `${ticket({ id: 't-9' })}</changes>`);
    const { changes, unreadable } = readChangeFeed(behind);
    expect(changes.map(({ ticketId }) => ticketId)).toEqual(['t-9']);
    expect(unreadable).toBe(1);
  });
});
