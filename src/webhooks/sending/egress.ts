import { lookup as lookUp } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** The addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type EgressVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string };

/** Where nobody outside may send us: this machine, its neighbours, and what is no single host. */
const NOT_PUBLIC: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
];
const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const IPV4_BITS = 32;
const IPV6_BITS = 128;
/** An IPv4 address in the clothes of IPv6. */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

interface Ranges {
  readonly 4: BlockList;
  readonly 6: BlockList;
}

const CERTAIN: EgressVerdict = { allowed: true };
const refuse = (why: string): EgressVerdict => ({ allowed: false, why });

/** A connection was about to go where it must not. */
class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

const resolveBySystem: Resolve = async host =>
  (await lookUp(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Where webhooks may go: to listed names that lead to public addresses, and to listed addresses. */
export class Egress {
  private readonly names: readonly string[];
  private readonly ranges: Ranges;

  private constructor(
    listed: readonly string[],
    private readonly resolve: Resolve,
  ) {
    const isAddress = (entry: string): boolean => isIP(entry.split('/')[0] ?? '') !== 0;
    this.names = listed.filter(entry => !isAddress(entry)).map(name => name.toLowerCase());
    this.ranges = rangesOf(listed.filter(isAddress));
  }

  /** Where nothing is listed, a server that itself is reached from this machine only reaches this machine only. */
  static for(
    { webhookEgress, host }: { readonly webhookEgress: readonly string[] | undefined; readonly host: string },
    resolve: Resolve = resolveBySystem,
  ): Egress {
    return new Egress(webhookEgress ?? (LOOPBACK_HOST.test(host) ? LOOPBACK : []), resolve);
  }

  /** Judges where a URL leads just now. */
  async judge(url: URL): Promise<EgressVerdict> {
    const host = hostOf(url);
    if (isIP(host) !== 0) return this.judgeAddresses(url, [host]);
    try {
      return this.judgeAddresses(url, await this.resolve(host));
    } catch (error) {
      return refuse(`${host} cannot be looked up: ${(error as Error).message}`);
    }
  }

  /** Resolves names for connections to a URL: what it answers has been judged, and nothing else is connected to. */
  lookupFor(url: URL): LookupFunction {
    return (host, { all }, answer) => {
      this.addressesFor(url, host).then(
        addresses => {
          const found = addresses.map(address => ({ address, family: isIP(address) }));
          if (all === true) answer(null, found);
          else answer(null, found[0]?.address ?? '', found[0]?.family);
        },
        (error: Error) => answer(error, ''),
      );
    };
  }

  private async addressesFor(url: URL, host: string): Promise<readonly string[]> {
    const addresses = await this.resolve(host);
    const verdict = this.judgeAddresses(url, addresses);
    if (!verdict.allowed) throw new EgressRefused(verdict.why);
    return addresses;
  }

  private judgeAddresses(url: URL, addresses: readonly string[]): EgressVerdict {
    const host = hostOf(url);
    if (addresses.length === 0) return refuse(`${host} has no address`);
    const unlisted = addresses.filter(address => !contains(this.ranges, address));
    if (unlisted.length === 0) return CERTAIN;
    if (!this.isListed(host)) return refuse(`${host} is not on the egress list`);
    // One bad address is enough: nobody here chooses which of them is connected to.
    const astray = unlisted.find(address => contains(UNROUTED, address));
    if (astray !== undefined) return refuse(`${host} leads to ${astray}, which is not a public address`);
    return url.protocol === 'https:' ? CERTAIN : refuse('a public address is told over https only');
  }

  /** `*.example.com` lists every name below example.com. */
  private isListed(host: string): boolean {
    return this.names.some(name => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
  }
}

/** The families apart: one list for both would take every IPv4 address for one of IPv6 that begins with zeros. */
const rangesOf = (entries: readonly string[]): Ranges => {
  const ranges = { 4: new BlockList(), 6: new BlockList() };
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (isIP(address) === 6) ranges[6].addSubnet(address, Number(bits ?? IPV6_BITS), 'ipv6');
    else ranges[4].addSubnet(address, Number(bits ?? IPV4_BITS), 'ipv4');
  }
  return ranges;
};

const UNROUTED = rangesOf(NOT_PUBLIC);

const contains = (ranges: Ranges, address: string): boolean => {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  return isIP(plain) === 6 ? ranges[6].check(plain, 'ipv6') : ranges[4].check(plain, 'ipv4');
};

/** The host as it is looked up: an IPv6 address without its brackets, and without the dot that ends a full name. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
