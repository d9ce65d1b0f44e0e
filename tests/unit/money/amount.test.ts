// How amounts, currencies and orders are read from events: exactly, or not at all.
import { describe, expect, test } from 'vitest';
import { readAmount } from '../../../lib/domain/money/amount.ts';
import { isCurrency, minorDigitsOf, readCurrency } from '../../../lib/domain/money/currency.ts';
import { formatMoney } from '../../../lib/domain/money/money.ts';
import { readMoneyEvent } from '../../../lib/domain/money/money-event.ts';

describe('an amount', () => {
  test.each([
    [100, 100_000_000],
    [80.6, 80_600_000],
    [0.1 + 0.2, 300_000],
    [1089, 1_089_000_000],
    [-5, -5_000_000],
    [0, 0],
    ['80.60', 80_600_000],
    [' 100 ', 100_000_000],
    ['+100', 100_000_000],
    ['-5.50', -5_500_000],
    ['1234567.891234', 1_234_567_891_234],
    ['0.0000005', 1],
    ['0.125', 125_000],
    ['1234.567', 1_234_567_000],
    ['1.2340', 1_234_000],
  ])('%j is read exactly', (value, micros) => {
    expect(readAmount(value)).toEqual({ micros });
  });

  test.each([
    ['100.00 EUR', { micros: 100_000_000, currency: 'EUR' }],
    ['12.345 kwd', { micros: 12_345_000, currency: 'KWD' }],
  ])('%j is read with its currency', (value, read) => {
    expect(readAmount(value)).toEqual(read);
  });

  test('with three digits after the point has two meanings, unless its currency has three', () => {
    expect(readAmount('1.234')).toBeUndefined();
    expect(readAmount('12.345', 'EUR')).toBeUndefined();
    expect(readAmount('12.345 JPY')).toBeUndefined();
    expect(readAmount('12.345', 'TND')).toEqual({ micros: 12_345_000 });
    expect(readAmount(12.345, 'EUR')).toEqual({ micros: 12_345_000 });
  });

  test.each([
    '1,234.56',
    '1.234,56',
    "1'234.56",
    '1 234.56',
    '100,00',
    '€100',
    '100 €',
    'EUR 100',
    '100.00 Euro',
    '100.00 ABC',
    '1e3',
    'NaN',
    '',
    '.5',
    '5.',
    '１００',
    '0x10',
    '12345678901',
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    1e21,
    true,
    null,
    [],
    [100],
    {},
    { amount: 100 },
  ])('%j is not read', (value) => {
    expect(readAmount(value)).toBeUndefined();
  });
});

describe('a currency', () => {
  test.each([
    ['USD', 'USD'],
    ['usd', 'USD'],
    [' Eur\n', 'EUR'],
    ['clf', 'CLF'],
  ])('%j is %s', (value, code) => {
    expect(readCurrency(value)).toBe(code);
  });

  test.each(['$', 'US$', '€', 'Euro', 'US Dollar', '840', 840, '', 'XQX', 'RMB', null, {}])(
    '%j is none',
    (value) => {
      expect(readCurrency(value)).toBeUndefined();
    },
  );

  test('has the digits of ISO 4217', () => {
    for (const code of ['JPY', 'KRW', 'VND', 'CLP']) expect(minorDigitsOf(code)).toBe(0);
    for (const code of ['KWD', 'BHD', 'TND', 'IQD']) expect(minorDigitsOf(code)).toBe(3);
    for (const code of ['EUR', 'HUF', 'IDR', 'MGA']) expect(minorDigitsOf(code)).toBe(2);
    expect(minorDigitsOf('CLF')).toBe(4);
    expect(isCurrency('CLF')).toBe(true);
    expect(formatMoney(1_089_000_000, 'JPY')).toEqual({ amount: '1089', currency: 'JPY' });
    expect(formatMoney(1_234_567_800, 'CLF')).toEqual({ amount: '1234.5678', currency: 'CLF' });
  });
});

describe('an event about an order', () => {
  const read = (name: string, properties: object) => readMoneyEvent(name, { order_id: 'o', ...properties });

  test.each([
    'Order Completed',
    'Completed Order',
    'order completed',
    'order_completed',
    'orderCompleted',
    'Order\u00a0Completed\u200b',
  ])('%s is an order', (name) => {
    expect(read(name, { revenue: 5 })).toEqual({ what: 'order', orderId: 'o', amount: 5_000_000 });
  });

  test('another event is not about money, whatever it is called', () => {
    for (const name of ['Product Viewed', 'Order', 'constructor', 'Order Completed Page'])
      expect(read(name, { revenue: '€5' })).toBeUndefined();
  });

  test.each([
    [{ revenue: 25, total: 30, value: 40, subtotal: 20 }, 25],
    [{ revenue: null, total: 30, value: 40 }, 30],
    [{ value: '40', subtotal: 20 }, 40],
    [{ subtotal: 20, products: [{ price: 9, quantity: 2 }] }, 20],
    [{ revenue: 0, total: 30 }, 0],
  ])('the amount of %j is %d', (properties, amount) => {
    expect(read('Order Completed', properties)).toMatchObject({ amount: amount * 1_000_000 });
  });

  test.each([
    ['Order Completed', { revenue: -5 }, 'revenue'],
    ['Order Completed', { revenue: '', total: 5 }, 'revenue'],
    ['Order Completed', { total: '1,234.56' }, 'total'],
    ['Order Completed', { products: [{ price: 9, quantity: 2 }] }, 'revenue'],
    ['Order Completed', { amount: 9 }, 'revenue'],
    ['Order Completed', { order_total: 9 }, 'revenue'],
    ['Order Completed', { revenue: 9, currency: '$' }, 'currency'],
    ['Order Completed', { revenue: 9, currency: '' }, 'currency'],
    ['Order Completed', { revenue: 9, currencyCode: 'USD' }, 'currency'],
    ['Order Completed', { revenue: '9.00 USD', currency: 'EUR' }, 'currency'],
    ['Order Completed', { revenue: 9, order_id: 2 ** 53 }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: { id: 1 } }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: 'undefined' }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: ' (null) ' }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: 0 }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: '\u200b' }, 'order_id'],
    ['Order Completed', { revenue: 9, order_id: null, orderId: '{{ order.id }}' }, 'orderId'],
    ['Order Completed', { revenue: 9, presentment_currency: 'USD' }, 'currency'],
    ['Order Completed', { revenue: 9, orderCurrency: 'USD' }, 'currency'],
    ['Order Completed', { revenue: 9, curr: 'USD' }, 'currency'],
    ['Order Completed', { sum: 9 }, 'revenue'],
    ['Order Refunded', { refund: 5 }, 'revenue'],
    ['Order Refunded', { revenue: 5, refund_id: 'null-null' }, 'refund_id'],
    ['Order Updated', { total: '12,00' }, 'total'],
    ['Order Updated', { new_total: 12 }, 'revenue'],
    ['Order Updated', { total: 12, order_id: ' ' }, 'order_id'],
    ['Order Refunded', { order_id: undefined, revenue: 5 }, 'order_id'],
    ['Order Refunded', { refund_amount: 5 }, 'revenue'],
    ['Order Refunded', { products: [{ product_id: 'p1', quantity: 1 }] }, 'revenue'],
    ['Order Refunded', { revenue: 5, refund_id: [] }, 'refund_id'],
    ['Order Cancelled', { order_id: null }, 'order_id'],
  ])('%s with %j is refused at %s', (name, properties, field) => {
    expect(read(name, properties)).toMatchObject({
      pointer: `/properties/${field}`,
      detail: expect.stringMatching(/[a-z]/),
    });
  });

  test('a cancellation takes back the rest of its order, whatever it says of the order', () => {
    for (const name of ['Order Cancelled', 'Order Canceled'])
      expect(read(name, { total: 30, currency: 'USD', products: [{ price: 30 }] })).toEqual({
        what: 'refund',
        orderId: 'o',
      });
  });

  test('an update that says nothing of money is none', () => {
    expect(read('Order Updated', { status: 'shipped', products: [{ price: 9 }] })).toBeUndefined();
  });

  test('an order id is the same with blanks around it and as a number', () => {
    expect(read('Order Completed', { order_id: ' 7 ', revenue: 1 })).toMatchObject({ orderId: '7' });
    expect(read('Order Refunded', { order_id: 7 })).toEqual({ what: 'refund', orderId: '7' });
  });

  test.each(['orderId', 'orderID', 'Order_Id', 'ORDER ID', 'order-id'])('%s is order_id', (name) => {
    const bare = { order_id: undefined, [name]: ' 7 ' };
    expect(read('Order Completed', { ...bare, revenue: 1 })).toMatchObject({ orderId: '7' });
    expect(read('Order Refunded', { ...bare, refundId: 'r' })).toMatchObject({ orderId: '7', refundId: 'r' });
    expect(read('Order Refunded', { [name]: '7' })).toMatchObject({ orderId: 'o' });
  });
});
