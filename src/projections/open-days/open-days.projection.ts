import type { RecordedEvent } from '../../event-sourcing/index.js';
import type { EventNamed } from '../../orders/index.js';

export type OpenDaysChange =
  { readonly day: 'opened'; readonly row: DayOpened } | { readonly day: 'closed'; readonly stream: string };

export interface DayOpened {
  readonly stream: string;
  readonly storeId: string;
  readonly businessDate: string;
}

/** What an event changes in the list of open days; undefined when nothing. */
export const openDaysChange = ({ type, data, stream }: RecordedEvent): OpenDaysChange | undefined => {
  if (type === 'ServiceDayOpened') {
    const { storeId, businessDate } = data as EventNamed<'ServiceDayOpened'>['data'];
    return { day: 'opened', row: { stream, storeId, businessDate } };
  }
  return type === 'ServiceDayClosed' ? { day: 'closed', stream } : undefined;
};
