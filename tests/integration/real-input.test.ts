// A real day of a real shop through an unmodified SDK: the results equal the file, to the penny, also when it is
// posted a second time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Analytics } from '@segment/analytics-node';
import { describe, expect, test } from 'vitest';
import { basic, onEachDatabase } from './backend.ts';
import { invoicesOf } from './online-retail.ts';

const FILE = join(import.meta.dirname, '../../../shared/data/online_retail_day_2011-11-17.csv');
const PROGRAM = join(import.meta.dirname, 'programs/pounds');

function read(): string | undefined {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

interface Roi {
  totals: {
    revenue: { amount: string; currency: string };
    orders: { count: number; amount: { amount: string } };
    refunds: { count: number; amount: { amount: string } };
  };
}

const csv = read();

onEachDatabase(
  (backend) => {
    describe('one day of Online Retail', () => {
      const invoices = csv === undefined ? [] : invoicesOf(csv);

      async function postAll(): Promise<void> {
        const analytics = new Analytics({ writeKey: 'local-write-key', host: backend.url, flushAt: 25 });
        const failures: unknown[] = [];
        analytics.on('error', (error) => failures.push(error));
        for (const { customer, invoice, at, pence } of invoices) {
          const who = customer ? { userId: customer } : { anonymousId: `guest-${invoice}` };
          const refund = pence < 0 || invoice.startsWith('C');
          const properties = { order_id: invoice, revenue: Math.abs(pence) / 100, currency: 'GBP' };
          analytics.track({
            ...who,
            event: refund ? 'Order Refunded' : 'Order Completed',
            timestamp: at,
            properties,
            messageId: `invoice-${invoice}`,
          });
        }
        await analytics.closeAndFlush();
        expect(failures).toEqual([]);
        await backend.idle();
      }

      async function report(): Promise<Roi['totals']> {
        const answer = await backend.as<Roi>(
          'finance',
          'GET',
          '/v1/reports/roi?from=2011-11-17&to=2011-11-17&model=last',
        );
        expect(answer.status).toBe(200);
        return answer.body.totals;
      }

      const money = (pence: number) => (pence / 100).toFixed(2);
      const orders = invoices.filter(({ invoice }) => !invoice.startsWith('C'));
      const refunds = invoices.filter(({ invoice }) => invoice.startsWith('C'));
      const sum = (list: typeof invoices) => list.reduce((total, { pence }) => total + Math.abs(pence), 0);

      test('orders, refunds and net revenue equal the file, and stay the same when everything is posted again', async ({
        skip,
      }) => {
        if (csv === undefined) skip('../shared/data is not there');
        expect([orders.length, refunds.length]).toEqual([152, 18]);
        const expected = {
          revenue: { amount: money(sum(orders) - sum(refunds)), currency: 'GBP' },
          orders: { count: 152, amount: { amount: money(sum(orders)) } },
          refunds: { count: 18, amount: { amount: money(sum(refunds)) } },
        };
        await postAll();
        expect(await report()).toMatchObject(expected);
        await postAll();
        expect(await report()).toMatchObject(expected);
        expect(await backend.outbox()).toEqual([]);
      });
    });

    test('a hundred events of one person in one batch, posted three times, count once each', async () => {
      const timestamp = backend.now();
      const batch = Array.from({ length: 100 }, (_, i) => ({
        type: 'track',
        userId: 'busy',
        event: 'Order Completed',
        messageId: `busy-${i}`,
        timestamp,
        properties: { order_id: `busy-${i}`, revenue: 1.5, currency: 'GBP' },
      }));
      for (let n = 0; n < 3; n += 1) {
        const sentAt = backend.now();
        const answer = await backend.call('POST', '/v1/batch', {
          body: { batch, sentAt },
          headers: basic('local-write-key'),
        });
        expect(answer).toMatchObject({ status: 200, body: { accepted: 100 } });
        await backend.idle();
        await backend.advance('PT6M');
      }
      const events: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await backend.as<{ items: { type: string }[]; cursor?: string }>(
          'viewer',
          'GET',
          `/v1/profiles/user:busy/timeline?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        );
        events.push(
          ...page.body.items.filter((item) => item.type === 'event').map((item) => JSON.stringify(item)),
        );
        cursor = page.body.cursor;
      } while (cursor);
      expect(events).toHaveLength(100);
      const today = timestamp.slice(0, 10);
      const roi = await backend.as<Roi>(
        'finance',
        'GET',
        `/v1/reports/roi?from=${today}&to=${today}&model=last`,
      );
      expect(roi.body.totals.orders).toMatchObject({ count: 100, amount: { amount: '150.00' } });
    });
  },
  { program: PROGRAM },
);
