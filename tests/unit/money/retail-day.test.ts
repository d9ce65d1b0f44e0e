// One real day of a shop through the projection, posted twice and shuffled: the books match the file to the penny.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { inMemoryMoneyStore } from '../../../lib/adapters/in-memory/money-store.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { roiReport } from '../../../lib/application/money/roi-report.ts';
import { parseMicros } from '../../../lib/domain/money/money.ts';
import type { Fact } from '../../../schemas/facts.ts';
import { seeded, shuffled } from '../../support/chaos.ts';
import { moneyProgram } from '../../support/program.ts';

const FILE = resolve(import.meta.dirname, '../../../../shared/data/online_retail_day_2011-11-17.csv');

interface Invoice {
  number: string;
  at: number;
  micros: number;
}

/** Lines are `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country`; descriptions may hold commas. */
function invoices(csv: string): Invoice[] {
  const byNumber = new Map<string, Invoice>();
  for (const line of csv.trim().split('\n').slice(1)) {
    const cells = line.trim().split(',');
    const [number = ''] = cells;
    const [quantity = '', date = '', price = ''] = cells.slice(-5, -2);
    const invoice = byNumber.get(number) ?? {
      number,
      at: Date.parse(`${date.replace(' ', 'T')}Z`),
      micros: 0,
    };
    byNumber.set(number, invoice);
    invoice.micros += Number(quantity) * parseMicros(price);
  }
  return [...byNumber.values()];
}

const profile = `a-${'x'.repeat(22)}`;
function factOf({ number, at, micros }: Invoice, i: number): Fact {
  const common = { orderId: number, profile, at, acceptedAt: at + 1000, currency: 'GBP' };
  if (number.startsWith('C')) return { type: 'refund', refundId: number, amount: -micros, ...common };
  return { type: 'conversion', eventId: number, index: i, revenue: micros, touchpoints: [], ...common };
}

test('152 orders, 18 refunds and the net of 2011-11-17 are exact to the penny, even if everything is posted twice', async (context) => {
  if (!existsSync(FILE)) return context.skip('../shared/data/online_retail_day_2011-11-17.csv is not here');
  const facts = invoices(readFileSync(FILE, 'utf8')).map(factOf);
  const store = inMemoryMoneyStore();
  const posted = shuffled(seeded(7), [...facts, ...facts]);
  for (let i = 0; i < posted.length; i += 100)
    expect(await projectFacts(store, posted.slice(i, i + 100), 'Europe/London')).toEqual(new Map());
  const program = moneyProgram({ currency: 'GBP', timeZone: 'Europe/London', channels: {} });
  const { totals, unattributed } = await roiReport(store, program, {
    from: '2011-11-17',
    to: '2011-11-17',
    model: 'last',
  });
  const gbp = (amount: string) => ({ amount, currency: 'GBP' });
  expect(totals).toEqual({
    spend: gbp('0.00'),
    revenue: gbp('60329.72'),
    roi: null,
    orders: { count: 152, amount: gbp('61103.13') },
    refunds: { count: 18, amount: gbp('773.41') },
  });
  expect(unattributed).toEqual({ revenue: gbp('60329.72'), conversions: 152 });
});
