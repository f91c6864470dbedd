import type { DynamicModule } from '@nestjs/common';
import { EventSourcingModule } from '../../src/event-sourcing/event-sourcing.module.js';

type Factory<Part> = (...parts: unknown[]) => Part | Promise<Part>;

interface FactoryProvider<Part> {
  readonly provide: symbol;
  readonly useFactory: Factory<Part>;
}

/** The application with one part of its cellar wrapped; a dynamic module’s providers replace those of its class. */
export const withCellarPart = <Part>(
  app: DynamicModule,
  token: symbol,
  wrap: (part: Part) => Part,
): DynamicModule => {
  const swap = (room: unknown): unknown => {
    const module = room === EventSourcingModule ? { module: EventSourcingModule, providers: [] } : room;
    if (!isCellar(module)) return room;
    const provider = [...module.providers, ...providersOf(EventSourcingModule)].find(isOf<Part>(token));
    if (provider === undefined) throw new Error(`the cellar has no ${String(token)}`);
    const useFactory: Factory<Part> = async (...parts) => wrap(await provider.useFactory(...parts));
    return { module: EventSourcingModule, providers: [{ ...provider, useFactory }, ...module.providers] };
  };
  return { ...app, imports: (app.imports ?? []).map(swap) as NonNullable<DynamicModule['imports']> };
};

const isCellar = (room: unknown): room is { readonly module: unknown; readonly providers: unknown[] } =>
  (room as { readonly module?: unknown }).module === EventSourcingModule;

const providersOf = (module: object): unknown[] => Reflect.getMetadata('providers', module) as unknown[];

const isOf =
  <Part>(token: symbol) =>
  (provider: unknown): provider is FactoryProvider<Part> =>
    (provider as { readonly provide?: unknown }).provide === token;
