import { systemTime } from '../../src/platform/clock/index.js';
import { Egress, WebhookExchange, type Resolve } from '../../src/webhooks/sending/index.js';
import { closeReceivers, Receiver } from './receiver.js';

afterAll(closeReceivers);

const NAME = 'hooks.example.test';
const PUBLIC = '93.184.215.14';
const leadsTo =
  (...addresses: readonly string[]): Resolve =>
  () =>
    Promise.resolve(addresses);
const judge = async (
  url: string,
  listed: readonly string[] | undefined,
  resolve: Resolve = leadsTo(PUBLIC),
) => {
  const egress = Egress.for({ webhookEgress: listed, host: '0.0.0.0' }, resolve);
  return (await egress.judge(new URL(url))).allowed;
};

describe('what is not listed', () => {
  it.each([
    `https://${NAME}/`,
    `https://${PUBLIC}/`,
    'http://127.0.0.1/',
    'http://localhost/',
    'http://[::1]/',
  ])('is told nothing by a server that a network reaches: %s', async url => {
    expect(await judge(url, undefined, leadsTo('127.0.0.1'))).toBe(false);
  });

  it('is told nothing but on this machine by a server that this machine alone reaches', async () => {
    const egress = Egress.for({ webhookEgress: undefined, host: '127.0.0.1' }, leadsTo('127.0.0.1', '::1'));
    const allowed = (url: string) => egress.judge(new URL(url)).then(verdict => verdict.allowed);
    expect(await Promise.all(['http://localhost:4000/', 'http://127.0.0.1/'].map(allowed))).toEqual([
      true,
      true,
    ]);
    expect(await allowed('http://10.0.0.1/')).toBe(false);
  });
});

describe('a listed name', () => {
  it('is told over https, at public addresses', async () => {
    expect(await judge(`https://${NAME}/`, [NAME])).toBe(true);
    expect(await judge(`https://${NAME}./`, [NAME])).toBe(true);
    expect(await judge('https://a.b.example.test/', ['*.example.test'])).toBe(true);
    expect(await judge(`http://${NAME}/`, [NAME])).toBe(false);
    expect(await judge('https://example.test/', ['*.example.test'])).toBe(false);
    expect(await judge('https://evilexample.test/', ['*.example.test'])).toBe(false);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'fc00::1',
    'fe80::1',
    'ff02::1',
  ])('is not told at %s, alone or among public addresses', async address => {
    expect(await judge(`https://${NAME}/`, [NAME], leadsTo(address))).toBe(false);
    expect(await judge(`https://${NAME}/`, [NAME], leadsTo(PUBLIC, address))).toBe(false);
  });

  it('is told at a private address that is listed itself', async () => {
    expect(await judge(`http://${NAME}/`, [NAME, '10.1.0.0/16'], leadsTo('10.1.2.3'))).toBe(true);
    expect(await judge(`http://${NAME}/`, [NAME, '10.1.0.0/16'], leadsTo('10.2.2.3'))).toBe(false);
    expect(await judge('http://[fd00::7]/', ['fd00::/8'])).toBe(true);
  });

  it('that has no address, or cannot be looked up, is told nothing', async () => {
    expect(await judge(`https://${NAME}/`, [NAME], leadsTo())).toBe(false);
    expect(await judge(`https://${NAME}/`, [NAME], () => Promise.reject(new Error('ENOTFOUND')))).toBe(false);
  });
});

describe('what is sent', () => {
  const post = async (receiver: Receiver, listed: readonly string[], resolve: Resolve) => {
    const egress = Egress.for({ webhookEgress: listed, host: '127.0.0.1' }, resolve);
    const exchange = new WebhookExchange(egress, systemTime);
    const { port } = new URL(receiver.url);
    const letter = { url: `http://${NAME}:${port}/hooks`, headers: {}, body: '{"orderId":"ord_1"}' };
    const receipt = await exchange.post('target', letter, new AbortController().signal);
    await exchange.close();
    return { kind: receipt.kind, received: receiver.received.length };
  };

  it('does not reach a private address by a listed name that leads there', async () => {
    const receiver = await Receiver.start();
    expect(await post(receiver, [NAME], leadsTo('127.0.0.1'))).toEqual({ kind: 'failed', received: 0 });
    // The very same, with the address listed, arrives: the list is what kept it away.
    expect(await post(receiver, ['127.0.0.0/8'], leadsTo('127.0.0.1'))).toEqual({
      kind: 'told',
      received: 1,
    });
  });

  it('is connected to what was judged: a name that leads elsewhere a moment later is found out', async () => {
    const receiver = await Receiver.start();
    const rebinding = (): Resolve => {
      const answers = ['10.9.9.9', '127.0.0.1'];
      return () => Promise.resolve([answers.shift() ?? '127.0.0.1']);
    };
    expect(await post(receiver, ['10.9.9.9'], rebinding())).toEqual({ kind: 'failed', received: 0 });
    expect(await post(receiver, ['10.9.9.9', '127.0.0.1'], rebinding())).toEqual({
      kind: 'told',
      received: 1,
    });
  });
});
