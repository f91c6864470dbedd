import { Inject, Injectable } from '@nestjs/common';
import { commandIdOf, EVENT_STORE, type EventStore } from '../event-sourcing/index.js';
import { RANDOM, type Random } from '../platform/ids/index.js';
import { fingerprintOf, keyReused, type Request } from '../platform/requests/index.js';
import { Targets, type NewSecret, type Target, type TargetSettings } from './outbox/index.js';
import { Egress } from './sending/index.js';
import { egressRefused, lastSecret, targetUnknown, tooManySecrets } from './webhook-problems.js';

const SECRET_BYTES = 32;

/** A target, and where one was made just now, the secret that is shown this once. */
export type ShownTarget = Target & Partial<NewSecret>;

/** Takes what operators say about targets. Every id is made from the key of its request: repeated, it meets itself. */
@Injectable()
export class TargetDesk {
  constructor(
    private readonly targets: Targets,
    private readonly egress: Egress,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(RANDOM) private readonly random: Random,
  ) {}

  async register(asked: Request, settings: TargetSettings): Promise<ShownTarget> {
    await this.refuseEgress(settings);
    const targetId = this.idOf(asked, 'RegisterTarget');
    const fingerprint = fingerprintOf(settings);
    const secret = this.mint(this.idOf(asked, 'FirstSecret'));
    const afterPosition = await this.store.head();
    const first = await this.targets.register({ targetId, afterPosition, fingerprint }, settings, secret);
    if (first.fingerprint !== fingerprint) throw keyReused();
    const target = await this.known(targetId);
    return first.registered ? { ...target, ...secret } : target;
  }

  async change(targetId: string, settings: TargetSettings): Promise<Target> {
    await this.refuseEgress(settings);
    if (!(await this.targets.change(targetId, settings))) throw targetUnknown(targetId);
    return this.known(targetId);
  }

  async known(targetId: string): Promise<Target> {
    const target = await this.targets.find(targetId);
    if (target === undefined) throw targetUnknown(targetId);
    return target;
  }

  /** Gives a target a second secret: from now on every webhook is signed with both. */
  async addSecret(asked: Request, targetId: string): Promise<ShownTarget> {
    await this.known(targetId);
    const secret = this.mint(this.idOf(asked, `AddSecret ${targetId}`));
    const outcome = await this.targets.addSecret(targetId, secret);
    if (outcome === 'too-many') throw tooManySecrets();
    const target = await this.known(targetId);
    return outcome === 'added' ? { ...target, ...secret } : target;
  }

  async retireSecret(targetId: string, secretId: string): Promise<Target> {
    await this.known(targetId);
    if ((await this.targets.retireSecret(targetId, secretId)) === 'last') throw lastSecret();
    return this.known(targetId);
  }

  private async refuseEgress({ url }: TargetSettings): Promise<void> {
    const verdict = await this.egress.judge(new URL(url));
    if (!verdict.allowed) throw egressRefused(verdict.why);
  }

  private idOf({ principal, idempotencyKey }: Request, operation: string): string {
    return commandIdOf(principal.id, operation, 'webhooks', idempotencyKey);
  }

  private mint(secretId: string): NewSecret {
    const secret = `whsec_${Buffer.from(this.random.bytes(SECRET_BYTES)).toString('base64url')}`;
    return { secretId, secret };
  }
}
