import type { DynamicModule } from '@nestjs/common';
import { NETWORK_TIME, type NetworkTime } from '../../src/platform/clock/index.js';
import { CONFIG, type Config } from '../../src/platform/config/index.js';
import { PosAccounts } from '../../src/pos-gateway/pos-accounts.js';
import { PosGatewayModule } from '../../src/pos-gateway/pos-gateway.module.js';
import type { PosAdapter } from '../../src/pos-gateway/pos-port.js';
import { ORDINARY_PACE, TRACKING_PACE } from '../../src/pos-gateway/tracking/index.js';
