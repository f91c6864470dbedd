import { accept, reject, type Decision } from '../../event-sourcing/decider.js';
import type { PauseStore, ResumeStore } from './store.commands.js';
import type { StoreEvent } from './store.events.js';
import type { StoreRejection } from './store.rejections.js';
import type { OpenedStore } from './store.js';

type StoreDecision = Decision<StoreEvent, StoreRejection>;

/** A pause ends by itself; one that were longer is a change of hours. */
export const PAUSE_DAYS_MAX = 14;
const DAY_MS = 86_400_000;

export const pauseStore = (
  { pause }: OpenedStore,
  { until, reason, by }: PauseStore,
  at: string,
): StoreDecision => {
  const latest = new Date(Date.parse(at) + PAUSE_DAYS_MAX * DAY_MS).toISOString();
  if (until <= at || until > latest) {
    return reject({ code: 'PAUSE_INVALID', until, earliest: at, latest, daysMax: PAUSE_DAYS_MAX });
  }
  if (pause?.until === until && pause.reason === reason) return accept();
  return accept({ type: 'StorePaused', data: { until, reason, by } });
};

export const resumeStore = ({ pause }: OpenedStore, { by }: ResumeStore, at: string): StoreDecision =>
  pause !== undefined && pause.until > at ? accept({ type: 'StoreResumed', data: { by } }) : accept();
