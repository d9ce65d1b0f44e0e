// What an event says about money: Segment's e-commerce events about orders. The door refuses one that cannot be read,
// and a profile's turn reads it again, sealed, with the same function: so nothing that is accepted is booked otherwise.
//
// 1. An amount or a currency that is there is read or refused. It is never skipped, and never becomes another one.
// 2. An order without any amount is an order whose amount is still to come.
import { readId } from '../identifier.ts';
import { spelled } from '../spelling.ts';
import { readAmount } from './amount.ts';
import { readCurrency } from './currency.ts';

/** Amounts in micros, at least 0. Without a currency: that of the order, or else the program's. */
export type MoneyEvent =
  /** Without an id it is identified by its event. */
  | { what: 'order'; orderId?: string; amount?: number; currency?: string }
  /** What the order now amounts to. */
  | { what: 'correction'; orderId: string; amount: number; currency?: string }
  /** Without an amount: the rest of the order. Without an id it is identified by its event. */
  | { what: 'refund'; orderId: string; refundId?: string; amount?: number; currency?: string };

export interface Misread {
  /** JSON Pointer into the event. */
  pointer: string;
  detail: string;
}

type Meaning = MoneyEvent['what'] | 'cancellation';
type Properties = Readonly<Record<string, unknown>>;

/** Names in any spelling, as Segment's libraries read them. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ordercompleted: 'order',
  completedorder: 'order',
  orderupdated: 'correction',
  updatedorder: 'correction',
  orderrefunded: 'refund',
  refundedorder: 'refund',
  ordercancelled: 'cancellation',
  ordercanceled: 'cancellation',
  cancelledorder: 'cancellation',
  canceledorder: 'cancellation',
};

function meaningOf(name: string): Meaning | undefined {
  const plain = spelled(name);
  return Object.hasOwn(MEANINGS, plain) ? MEANINGS[plain] : undefined;
}

export const isMoneyEvent = (name: string): boolean => meaningOf(name) !== undefined;

export const isMisread = (read: MoneyEvent | Misread): read is Misread => 'pointer' in read;

/** Undefined: the event changes nothing in the books. */
export function readMoneyEvent(name: string, properties: Properties): MoneyEvent | Misread | undefined {
  try {
    switch (meaningOf(name)) {
      case undefined:
        return undefined;
      case 'order':
        return { what: 'order', ...idOf(properties, 'order_id', 'orderId'), ...worthOf(properties) };
      case 'correction':
        return correction(properties);
      case 'refund':
        return refund(properties);
      case 'cancellation':
        // Its amounts are those of the order: what is left of it goes back.
        return { what: 'refund', orderId: orderOf(properties) };
    }
  } catch (error) {
    if (error instanceof Unreadable) return { pointer: `/properties/${error.field}`, detail: error.message };
    throw error;
  }
}

class Unreadable extends Error {
  readonly field: string;
  constructor(field: string, detail: string) {
    super(detail);
    this.field = field;
  }
}

/** An update without an amount is about something else: that the order was shipped. */
function correction(properties: Properties): MoneyEvent | undefined {
  const { amount, currency } = worthOf(properties, { products: true });
  if (amount === undefined) return undefined;
  return { what: 'correction', orderId: orderOf(properties), amount, ...(currency && { currency }) };
}

function refund(properties: Properties): MoneyEvent {
  const orderId = orderOf(properties);
  const worth = worthOf(properties, { negative: true });
  if (worth.amount === undefined && Array.isArray(properties['products']) && properties['products'].length)
    throw new Unreadable(
      'revenue',
      'A refund of products names its amount; without products it is of the whole order.',
    );
  return { what: 'refund', orderId, ...idOf(properties, 'refund_id', 'refundId'), ...worth };
}

/** Those of Segment's specification, the first that is there counts. */
const AMOUNTS = ['revenue', 'total', 'value', 'subtotal'] as const;
/** Names that say an amount is meant, though not one that the specification knows. */
const MONEY_LIKE = /amount|revenue|total|price|value|^(?:sum|cost|paid|refund|refunded)$/i;

interface Allowed {
  /** Systems also write a refund's amount with a minus. */
  negative?: boolean;
  /** Products that have prices may stand there without an amount of the order. */
  products?: boolean;
}

function worthOf(properties: Properties, allowed: Allowed = {}): { amount?: number; currency?: string } {
  const given = currencyOf(properties);
  const field = AMOUNTS.find((name) => isThere(properties[name]));
  if (field === undefined) {
    refuseOtherAmounts(properties, allowed);
    return given ? { currency: given } : {};
  }
  const read = readAmount(properties[field], given);
  if (!read) throw new Unreadable(field, UNREADABLE_AMOUNT);
  if (read.micros < 0 && !allowed.negative) throw new Unreadable(field, NEGATIVE);
  if (read.currency && given && read.currency !== given)
    throw new Unreadable('currency', 'The currency is not the one that stands with the amount.');
  const currency = given ?? read.currency;
  return { amount: Math.abs(read.micros), ...(currency && { currency }) };
}

const UNREADABLE_AMOUNT =
  'An amount is a number, or a text with a decimal point and no other separator, such as "1234.50"; a text such as ' +
  '"1.234" has two meanings: write "1.2340" or "1234.00".';
const NEGATIVE = 'The amount of an order is at least 0. Money that goes back is an Order Refunded.';

/** An amount under a name of its own, or only prices of products, would be lost without a word. */
function refuseOtherAmounts(properties: Properties, { products }: Allowed): void {
  const other = Object.keys(properties).find((name) => MONEY_LIKE.test(name) && isThere(properties[name]));
  const priced = !products && pricesOf(properties['products']).some(isThere);
  if (other !== undefined || priced)
    throw new Unreadable(
      'revenue',
      `The amount of the order is in "revenue", else in "total", "value" or "subtotal".`,
    );
}

const pricesOf = (products: unknown): unknown[] =>
  Array.isArray(products) ? products.map((product: Properties | null) => product?.['price']) : [];

const OTHER_CURRENCY = /currency|^(?:curr?|ccy|iso)$/i;

function currencyOf(properties: Properties): string | undefined {
  const given = properties['currency'];
  if (isThere(given)) {
    const code = readCurrency(given);
    if (!code) throw new Unreadable('currency', CURRENCY);
    return code;
  }
  const other = Object.keys(properties).some(
    (name) => OTHER_CURRENCY.test(name) && isThere(properties[name]),
  );
  if (other) throw new Unreadable('currency', `${CURRENCY.slice(0, -1)}, and stands in "currency".`);
  return undefined;
}
const CURRENCY = 'A currency is a code of ISO 4217 such as USD, not a symbol, a name or a number.';

function orderOf(properties: Properties): string {
  const { orderId } = idOf(properties, 'order_id', 'orderId');
  if (orderId === undefined) throw new Unreadable('order_id', 'It names the order that it changes.');
  return orderId;
}

type OrderIdField = 'order_id' | 'refund_id';

/**
 * A text or a whole number that JSON keeps exactly; of a sealed one its hash, which is the same for the same text. An id
 * that is a placeholder would make one order of all that have it, and all but one of them would vanish.
 */
function idOf<Name extends string>(
  properties: Properties,
  field: OrderIdField,
  name: Name,
): { [N in Name]?: string } {
  const at = isThere(properties[field]) ? field : otherName(properties, field);
  const value = properties[at];
  if (!isThere(value)) return {};
  const hash = hashOf(value);
  if (hash === undefined && typeof value !== 'string' && !Number.isSafeInteger(value))
    throw new Unreadable(at, 'An id is a text, or a whole number of at most 15 digits.');
  const id = hash ?? readId(typeof value === 'string' ? value.trim() : (value as number), field);
  if (typeof id === 'object') throw new Unreadable(at, id.detail);
  return (id === undefined ? {} : { [name]: id }) as { [N in Name]?: string };
}

/** `orderId` and `Order_ID` are `order_id`. */
const otherName = (properties: Properties, field: OrderIdField): string =>
  Object.keys(properties).find((name) => isThere(properties[name]) && spelled(name) === spelled(field)) ??
  field;

function hashOf(value: unknown): string | undefined {
  const sealed = (value as { $sealed?: { h?: unknown } } | null | undefined)?.$sealed?.h;
  return typeof sealed === 'string' ? sealed : undefined;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
