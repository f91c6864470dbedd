import { Module } from '@nestjs/common';
import { PosAccounts } from './pos-accounts.js';
import { StoreChangesController } from './store-changes.controller.js';
import { StoreDesk } from './store-desk.js';
import { StoresController } from './stores.controller.js';
import { StoresHandler } from './stores.handler.js';

@Module({
  controllers: [StoresController, StoreChangesController],
  providers: [StoresHandler, StoreDesk, PosAccounts],
})
export class StoresModule {}
