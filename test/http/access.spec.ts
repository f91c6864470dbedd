import 'reflect-metadata';
import { Controller, Get, Post, RequestMethod, type DynamicModule } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { Operation, OPERATION, ROLES, type OperationDeclaration } from '../../src/platform/identity/index.js';
import { closeHouses, headOf, openHouse, type Server } from './house.js';
import { expectRefusal } from './refusal.js';

@Controller('undeclared')
class UndeclaredController {
  @Get()
  read(): string {
    return 'open to nobody';
  }

  @Post()
  write(): string {
    return 'open to nobody';
  }
}

@Controller('declared')
class DeclaredController {
  @Get('for-nobody')
  @Operation('specs.nobody')
  nobody(): string {
    return 'open to nobody';
  }

  @Get('for-strangers')
  // A role the development principal does not have stands for every role a principal lacks.
  @Operation('specs.strangers', 'stranger' as 'guest')
  strangers(): string {
    return 'open to strangers';
  }

  @Get('for-anyone')
  @Operation('specs.anyone', 'anyone')
  anyone(): string {
    return 'open to anyone';
  }

  @Get('for-operators')
  @Operation('specs.operators', 'operator', 'stranger' as 'guest')
  operators(): string {
    return 'open to operators';
  }
}

class SpecModule {}

const withSpecRoutes = (app: DynamicModule): DynamicModule => ({
  ...app,
  imports: [
    ...(app.imports ?? []),
    { module: SpecModule, controllers: [UndeclaredController, DeclaredController] },
  ],
});

let server: Server;
let house: Awaited<ReturnType<typeof openHouse>>;

beforeAll(async () => {
  house = await openHouse({ adapt: withSpecRoutes });
  ({ server } = house);
});
afterAll(closeHouses);

const FORBIDDEN = { status: 403, code: 'FORBIDDEN' };

describe('A route', () => {
  it('that declares no operation is closed to everybody', async () => {
    expectRefusal(await server.get('/undeclared'), FORBIDDEN);
    expectRefusal(await server.post('/undeclared', {}), FORBIDDEN);
  });

  it('is closed to who has none of its roles', async () => {
    expectRefusal(await server.get('/declared/for-nobody'), FORBIDDEN);
    const refused = await server.get('/declared/for-strangers');
    expectRefusal(refused, FORBIDDEN);
    expect(refused.text).toContain('specs.strangers');
  });

  it('is open to anyone where it says so, and to who has one of its roles', async () => {
    expect((await server.get('/declared/for-anyone')).text).toBe('open to anyone');
    expect((await server.get('/declared/for-operators')).text).toBe('open to operators');
  });

  it('that is closed changes nothing', async () => {
    const head = await headOf(house.sql);
    await server.post('/undeclared', {});
    expect(await headOf(house.sql)).toBe(head);
  });
});

interface Route {
  readonly method: string;
  readonly path: string;
  readonly declared: OperationDeclaration | undefined;
}

const pathOf = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap(part => part.split('/'))
    .filter(part => part !== '')
    .join('/')}`;

/** Every route of every controller, as Nest has them. */
const routesOf = ({ app }: Server): readonly Route[] =>
  [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.keys()])
    .flatMap(controller => routesOfController(controller as new () => unknown));

const routesOfController = (controller: new () => unknown): readonly Route[] => {
  const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(
    ([name, { value }]) => {
      if (name === 'constructor') return [];
      const path: unknown =
        typeof value === 'function' ? Reflect.getMetadata(PATH_METADATA, value as object) : undefined;
      if (typeof path !== 'string') return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, value as object) as RequestMethod];
      const declared = Reflect.getMetadata(OPERATION, value as object) as OperationDeclaration | undefined;
      return [{ method, path: pathOf(prefix, path), declared }];
    },
  );
};

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<
      Record<string, { readonly schema: { readonly additionalProperties?: boolean } }>
    >;
  };
}

const documented = async () => {
  const { paths } = (await server.get('/docs-json')).body as unknown as OpenApi;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
};

const ofSpecs = ({ path }: { readonly path: string }): boolean => /^\/(un)?declared/.test(path);

describe('Every route of the house', () => {
  it('declares its operation and at least one known role', () => {
    const routes = routesOf(server).filter(route => !ofSpecs(route));
    expect(routes.length).toBeGreaterThanOrEqual(14);
    const known: readonly string[] = ['anyone', ...ROLES];
    const lacking = routes.filter(
      ({ declared }) =>
        !declared || declared.roles.length === 0 || !declared.roles.every(role => known.includes(role)),
    );
    expect(lacking).toEqual([]);
  });

  it('would be noticed without one', () => {
    const undeclared = routesOf(server).filter(({ declared }) => declared === undefined);
    expect(undeclared.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /undeclared',
      'POST /undeclared',
    ]);
  });

  it('is one Nest knows: beside them the router has nothing but the documentation', () => {
    const routed = server.app
      .getHttpAdapter()
      .getInstance()
      .printRoutes({ commonPrefix: false, includeMeta: false });
    const known = new Set(routesOf(server).map(({ path }) => path));
    const unknown = pathsIn(routed).filter(path => !known.has(path) && !path.startsWith('/docs'));
    expect(unknown).toEqual([]);
    expect(pathsIn(routed)).toContain('/orders/:orderId/confirm');
  });

  it('is in the documentation, with the schema of its body and the key it takes', async () => {
    const docs = await documented();
    const named = (route: { method: string; path: string }) =>
      `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    expect(docs.map(named).sort()).toEqual(routesOf(server).map(named).sort());
    const posts = docs.filter(doc => doc.method === 'POST' && !ofSpecs(doc));
    expect(posts.length).toBeGreaterThanOrEqual(5);
    // A command that takes nothing but its path has no body to describe.
    const described = posts.filter(({ operation }) => operation.requestBody !== undefined);
    expect(described.length).toBeGreaterThanOrEqual(10);
    for (const { path, operation } of described) {
      expect([path, operation.requestBody?.content['application/json']?.schema.additionalProperties]).toEqual(
        [path, false],
      );
    }
    const commands = docs.filter(({ method, path }) => method !== 'GET' && /^\/(stores|orders)/.test(path));
    for (const { path, operation } of commands) {
      const key = operation.parameters.find(({ name }) => name === 'Idempotency-Key');
      expect([path, key?.in, key?.required]).toEqual([path, 'header', true]);
    }
  });
});

/** The paths in fastify's drawing of its routes, each line of which is indented below its beginning. */
const pathsIn = (drawing: string): readonly string[] => {
  const open: string[] = [];
  return drawing.split('\n').flatMap(line => {
    const found = /^([\s│├└─]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (found === null) return [];
    const [, indent = '', part = '', methods] = found;
    const depth = indent.length / 4 - 1;
    open.splice(depth, Infinity, part);
    return methods === undefined ? [] : [open.join('').replace(/(?<=.)\/$/, '')];
  });
};
