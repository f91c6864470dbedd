import type { BusinessTimers } from '../../../src/platform/clock/index.js';
import type { ClockKeeper } from '../clock-keeper.js';
import type { Port } from '../port.js';
import type { PosParts } from '../pos-parts.js';

export interface AdminParts extends PosParts {
  readonly keeper: ClockKeeper;
  readonly timers: BusinessTimers;
  readonly posPort: Port;
}

export const portState = ({ posPort }: AdminParts): 'open' | 'closed' => (posPort.isOpen ? 'open' : 'closed');
