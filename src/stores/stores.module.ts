import { Module } from '@nestjs/common';
import { StoresController } from './stores.controller.js';
import { StoresHandler } from './stores.handler.js';

@Module({ controllers: [StoresController], providers: [StoresHandler] })
export class StoresModule {}
