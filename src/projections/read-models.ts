import {
  DeliveryBoardTables1764000000003,
  deliveryBoardProjection,
  DeliveryDayRow,
  DeliveryRow,
} from './delivery-board/index.js';
import { DemandDroppedRow, DemandRow, DemandTables1764000000004 } from './demand/index.js';
import {
  ClosedDayRow,
  OpenDayRow,
  openDaysProjection,
  OpenDaysTables1763900000001,
  StoreRow,
  WholeStores1764000000001,
} from './open-days/index.js';
import {
  BoardFilters1764000000002,
  OrderBoardRow,
  orderBoardProjection,
  OrderBoardTable1763900000002,
} from './order-board/index.js';
import {
  CheckpointRow,
  ParkedEvents1763900000010,
  ParkedRow,
  RunnerTables1763900000000,
} from './runner/index.js';

/** Every read model in PostgreSQL. */
export const PROJECTIONS = [openDaysProjection, orderBoardProjection, deliveryBoardProjection] as const;

/** The tables of the house, and how each came to be. */
export const TABLES = {
  entities: [
    CheckpointRow,
    ParkedRow,
    StoreRow,
    OpenDayRow,
    ClosedDayRow,
    OrderBoardRow,
    DeliveryRow,
    DeliveryDayRow,
    DemandRow,
    DemandDroppedRow,
  ],
  migrations: [
    RunnerTables1763900000000,
    OpenDaysTables1763900000001,
    OrderBoardTable1763900000002,
    ParkedEvents1763900000010,
    WholeStores1764000000001,
    BoardFilters1764000000002,
    DeliveryBoardTables1764000000003,
    DemandTables1764000000004,
  ],
};
