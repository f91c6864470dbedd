import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Orders of one slot that are still to be handed over and are due at one instant. */
interface DueOrders {
  readonly slot: string;
  readonly due: string;
  readonly orders: number;
}

/** How many orders wait to be handed over, and when. */
@Injectable()
export class DueDeliveries {
  constructor(private readonly database: DataSource) {}

  /** What an account is to get before `dueTo`, what is late already included; the earliest due first. */
  async waitingFor(account: string, dueTo: string): Promise<readonly DueOrders[]> {
    const rows: { slot: Date; due: Date; orders: string }[] = await this.database.query(
      `select slot, due, count(*) as orders from delivery_board
       where account = $1 and due < $2 and in_progress and state = 'waiting'
       group by slot, due order by due, slot`,
      [account, dueTo],
    );
    return rows.map(({ slot, due, orders }) => ({
      slot: slot.toISOString(),
      due: due.toISOString(),
      orders: Number(orders),
    }));
  }
}
