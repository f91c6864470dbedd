import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Jest's runtime cannot `require` ES modules before Node 24.9, and Nest 12 ships nothing else. So the specs
 * and every package that says `"type": "module"` are compiled to CommonJS by swc, on every Node alike.
 */
const esmPackages = () => {
  const found = [];
  const visit = (folder, prefix = '') => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith('.')) continue;
      if (name.startsWith('@') && prefix === '') visit(join(folder, name), `${name}/`);
      else if (isEsm(join(folder, name, 'package.json'))) found.push(prefix + name);
    }
  };
  const isEsm = file => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  visit('node_modules');
  return found;
};

const compile = syntax => ['@swc/jest', { ...syntax, module: { type: 'commonjs' }, sourceMaps: 'inline' }];
const decorators = { legacyDecorator: true, decoratorMetadata: true };

export default {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/equipment/global-setup.ts',
  globalTeardown: '<rootDir>/test/equipment/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/equipment/count-reporter.mjs'],
  testTimeout: 60_000,
  transform: {
    '^.+\\.ts$': compile({
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: decorators,
        target: 'es2022',
        keepClassNames: true,
      },
    }),
    '^.+\\.m?js$': compile({ jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022' } }),
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmPackages().join('|')})/)`],
};
