import type { BoardRow } from './board.js';

/** Nothing more is expected of an order that is one of these. */
const OVER: readonly string[] = ['collected', 'cancelled', 'voided-at-pos', 'needs-a-person'];
/** Statuses of what gave its place in the slot back, or never was an order. */
const NOT_SOLD: readonly string[] = ['held', 'hold-expired', 'released', 'cancelled', 'voided-at-pos'];
/** A delivery that was begun and whose outcome is not known. */
const UNKNOWN: readonly string[] = ['sending', 'unsettled'];

export const isOver = ({ status }: BoardRow): boolean => OVER.includes(status);

export const isSold = ({ status }: BoardRow): boolean => !NOT_SOLD.includes(status);

export const isUnknown = ({ status }: BoardRow): boolean => UNKNOWN.includes(status);

export const isConfirmed = ({ confirmedAt }: BoardRow): boolean => confirmedAt !== undefined;

/** The end every confirmed order must reach: its kitchen has it, it was called off, or a person was told. */
export const hasItsEnd = (row: BoardRow): boolean => row.deliveredAt !== undefined || isOver(row);
