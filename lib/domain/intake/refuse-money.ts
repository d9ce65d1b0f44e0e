// Money that cannot be read is refused at the door, where its sender learns of it. Only a server's is money: what a
// browser says of orders moves journeys and is never booked.
import { isMisread, readMoneyEvent } from '../money/money-event.ts';
import type { Mistake, ReadCall } from './read-call.ts';

export function refuseMoney({ kind, name, properties }: ReadCall): Mistake | undefined {
  const read = kind === 'track' ? readMoneyEvent(name, properties) : undefined;
  return read && isMisread(read) ? read : undefined;
}
