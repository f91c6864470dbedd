import type { RecordedEvent } from '../../event-sourcing/index.js';
import type { EventNamed } from '../../orders/index.js';
import type { StoreDetails } from '../../stores/index.js';

export type OpenDaysChange =
  | { readonly table: 'store_list'; readonly row: StoreListed }
  | { readonly table: 'open_day'; readonly row: DayOpened };

export interface StoreListed {
  readonly storeId: string;
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly currency: string;
  readonly revision: string;
}

export interface DayOpened {
  readonly stream: string;
  readonly storeId: string;
  readonly businessDate: string;
}

/** What an event changes in the list of stores and of open days; undefined when nothing. */
export const openDaysChange = ({
  type,
  data,
  stream,
  revision,
}: RecordedEvent): OpenDaysChange | undefined => {
  if (type === 'StoreOpened') {
    const { storeId, name, address, zone, currency } = data as StoreDetails;
    return {
      table: 'store_list',
      row: { storeId, name, address, zone, currency, revision: revision.toString() },
    };
  }
  if (type === 'ServiceDayOpened') {
    const { storeId, businessDate } = data as EventNamed<'ServiceDayOpened'>['data'];
    return { table: 'open_day', row: { stream, storeId, businessDate } };
  }
  return undefined;
};
