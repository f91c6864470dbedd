import { ConfigInvalid, readConfig } from '../../src/platform/config/index.js';

const complaintAbout = (variables: Record<string, string>): string => {
  try {
    readConfig(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigInvalid);
    return (error as Error).message;
  }
  throw new Error('nothing was wrong with it');
};

describe('The configuration', () => {
  it('needs nothing, and then stays on this machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: undefined,
      clockSpeed: 1,
      posAccounts: [],
      production: false,
    });
  });

  it('takes an empty variable for an absent one', () => {
    const empty = { HOST: '', PORT: '', DATABASE_URL: '', POS_ACCOUNTS: '', CLOCK_SPEED: '', LOG_LEVEL: '' };
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('reads every variable', () => {
    const account = { account: 'north-1', adapter: 'simulator', endpoint: 'http://127.0.0.1:4100' };
    expect(
      readConfig({
        HOST: 'localhost',
        PORT: '0',
        DATABASE_URL: 'postgres://u:p@db/rushline',
        DATABASE_LISTEN_URL: 'postgresql://u:p@db:6000/rushline',
        DATA_DIR: 'data',
        CLOCK_SPEED: '1200',
        CLOCK_START: '2026-11-23T11:00:00Z',
        POS_ACCOUNTS: JSON.stringify([account]),
        LOG_LEVEL: 'debug',
      }),
    ).toMatchObject({
      host: 'localhost',
      port: 0,
      databaseUrl: 'postgres://u:p@db/rushline',
      databaseListenUrl: 'postgresql://u:p@db:6000/rushline',
      dataDir: 'data',
      clockSpeed: 1_200,
      clockStart: '2026-11-23T11:00:00Z',
      posAccounts: [account],
      logLevel: 'debug',
    });
  });

  it('takes a POS account for the plainest, unless it is told otherwise', () => {
    const account = { account: 'a', adapter: 'simulator', endpoint: 'http://x' };
    const accountOf = (changes: object) =>
      readConfig({ POS_ACCOUNTS: JSON.stringify([{ ...account, ...changes }]) }).posAccounts[0];
    expect(accountOf({})).toMatchObject({ ...account, profile: 'classic', capabilities: {} });
    const told = { profile: 'dedupe-300s', capabilities: { dedupeWindowMs: 15_000, lookup: 'none' } };
    expect(accountOf(told)).toMatchObject({ ...account, ...told });
  });

  it.each([
    ['profile', { profile: 'modern' }, 'must be one of classic, no-dedupe'],
    [
      'capabilities.dedupeWindowMs',
      { capabilities: { dedupeWindowMs: 'long' } },
      'none, unlimited or unknown',
    ],
    ['capabilities.limits.0', { capabilities: { limits: [{ requests: 5 }] } }, '{scope, concurrent}'],
    ['capabilities', { capabilities: { dedupeWindow: 300 } }, 'dedupeWindow'],
  ])('says where a POS account is wrong: %s', (field, changes, words) => {
    const account = { account: 'a', adapter: 'simulator', endpoint: 'http://x', ...changes };
    const complaint = complaintAbout({ POS_ACCOUNTS: JSON.stringify([account]) });
    expect(complaint).toContain(`POS_ACCOUNTS.0.${field}: `);
    expect(complaint).toContain(words);
  });

  it('takes a failpoint by its name and the time it is reached, and never in production', () => {
    const failpointOf = (text: string) => readConfig({ RUSHLINE_FAILPOINT: text }).failpoint;
    expect(failpointOf('lane.after-append')).toEqual({ name: 'lane.after-append', time: 1 });
    expect(failpointOf('log.before-call@12')).toEqual({ name: 'log.before-call', time: 12 });
    expect(failpointOf('projection.after-rows:order-board@2')).toEqual({
      name: 'projection.after-rows',
      of: 'order-board',
      time: 2,
    });
    for (const text of ['lane', 'lane.after-append@0', 'lane.after-append@x', 'toString']) {
      expect(complaintAbout({ RUSHLINE_FAILPOINT: text })).toContain('RUSHLINE_FAILPOINT');
    }
    const inProduction = { NODE_ENV: 'production', RUSHLINE_FAILPOINT: 'lane.after-append' };
    expect(complaintAbout(inProduction)).toMatch(/RUSHLINE_FAILPOINT.*take it away/);
  });

  it('keeps production on real time', () => {
    expect(readConfig({ NODE_ENV: 'production' }).production).toBe(true);
    for (const steering of [{ CLOCK_SPEED: '30' }, { CLOCK_START: '2026-11-23T11:00:00Z' }]) {
      expect(complaintAbout({ NODE_ENV: 'production', ...steering })).toContain('CLOCK_');
      expect(readConfig(steering).production).toBe(false);
    }
  });

  const account = { account: 'a', adapter: 'simulator', endpoint: 'http://x' };
  it.each<[variable: string, values: readonly string[]]>([
    ['PORT', ['http', '-1', '65536', '1.5', 'NaN']],
    ['DATABASE_URL', ['rushline', 'mysql://db/rushline', 'http://db']],
    ['DATABASE_LISTEN_URL', ['rushline', 'mysql://db/rushline']],
    ['CLOCK_SPEED', ['fast', '0', '-1', '5001', 'Infinity']],
    ['CLOCK_START', ['noon', '2026-11-23', '2026-13-01T00:00:00Z', '2026-11-23T11:00:00']],
    ['LOG_LEVEL', ['loud', 'INFO']],
    ['ALLOW_UNAUTHENTICATED_NETWORK', ['true', 'YES']],
    [
      'POS_ACCOUNTS',
      [
        'none',
        '{}',
        '[1]',
        '[{}]',
        JSON.stringify([{ ...account, account: 'No Spaces' }]),
        JSON.stringify([{ ...account, adapter: 'square' }]),
        JSON.stringify([{ ...account, endpoint: 'file:///etc/passwd' }]),
        JSON.stringify([{ ...account, secret: 'x' }]),
      ],
    ],
  ])('names %s where it is wrong', (variable, values) => {
    for (const value of values) {
      expect(complaintAbout({ [variable]: value })).toMatch(new RegExp(`^${variable}[.:]`));
    }
  });

  it('names every variable that is wrong, one a line', () => {
    const lines = complaintAbout({ PORT: 'x', CLOCK_SPEED: 'y', LOG_LEVEL: 'z' }).split('\n');
    expect(lines.map(line => line.split(':')[0])).toEqual(['PORT', 'CLOCK_SPEED', 'LOG_LEVEL']);
  });

  it('never repeats a password', () => {
    expect(complaintAbout({ DATABASE_URL: 'mysql://user:s3cret@db' })).not.toContain('s3cret');
  });

  describe('without an identity provider', () => {
    it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost'])('lets the server listen on %s', host => {
      expect(readConfig({ HOST: host }).host).toBe(host);
    });

    it.each([
      '0.0.0.0',
      '::',
      '10.0.0.1',
      'example.com',
      'localhost.example.com',
      '127.0.0.1.example.com',
      '1127.0.0.1',
    ])('refuses to let it listen on %s', host => {
      expect(complaintAbout({ HOST: host })).toMatch(/^HOST: .*ALLOW_UNAUTHENTICATED_NETWORK=yes/);
    });

    it('lets it listen anywhere only when that is asked for by name', () => {
      expect(readConfig({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED_NETWORK: 'yes' }).host).toBe('0.0.0.0');
      expect(complaintAbout({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED_NETWORK: 'no' })).toContain('HOST');
    });
  });
});
