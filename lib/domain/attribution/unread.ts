// Money that came in about an order and could not be booked as it was said. It is counted beside the books, where the
// reports find it, under a channel of its own for each reason.
export const unreadReasons = ['no-amount', 'above-order', 'unknown-order'] as const;
export type UnreadReason = (typeof unreadReasons)[number];

export interface Unread {
  reason: UnreadReason;
  /** Absent where it is not known. */
  amount?: { currency: string; micros: number };
}

/** No channel id begins with a tilde. */
const PREFIX = '~unread/';
export const unreadKey = (reason: UnreadReason): string => `${PREFIX}${reason}`;
export const isUnread = (channel: string): boolean => channel.startsWith(PREFIX);

/** ISO 4217's code for no currency: that of an unread amount that is not known. */
export const NO_CURRENCY = 'XXX';
