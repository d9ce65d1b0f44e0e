// docs/operating/runbooks.md, "Dead letters": what a queue gave up on because of a failing dependency is moved back
// once that is mended, and counts once; moving it back a second time changes nothing.
import { afterAll, expect, it } from 'vitest';
import { Outage, refuse } from '../support/outage.ts';
import { OperatorSqs } from '../support/sqs.ts';
import { customer, onEachDatabase } from './backend.ts';

const outage = new Outage();

onEachDatabase(
  (backend) => {
    let sqs: OperatorSqs | undefined;
    afterAll(() => sqs?.close());
    const orders = async () => {
      const day = backend.now().slice(0, 10);
      const path = `/v1/reports/roi?from=${day}&to=${day}&model=last`;
      type Roi = { totals: { orders: { count: number }; revenue: { amount: string } } };
      const { totals } = (await backend.as<Roi>('viewer', 'GET', path)).body;
      return [totals.orders.count, totals.revenue.amount];
    };
    const order = (userId: string, id: string) => ({
      type: 'track',
      userId,
      event: 'Order Completed',
      properties: { order_id: id, revenue: 10, currency: 'EUR' },
    });

    it('dead-lettered facts are moved back and counted once', async () => {
      sqs = new OperatorSqs(backend.cloud.emulators.queues);
      const { userId } = await customer(backend, []);
      await backend.post(order(userId, 'before'));
      expect(await orders()).toEqual([1, '10.00']);

      outage.begin(({ caller, what }) =>
        caller.includes('ProjectFacts') && what.startsWith('DynamoDB')
          ? refuse(400, 'AccessDeniedException')
          : undefined,
      );
      await backend.post(order(userId, 'meanwhile-1'), order(userId, 'meanwhile-2'));
      // Five receives, six minutes of visibility each.
      await backend.advance('PT1H');
      outage.end();
      const [facts, dead] = [await sqs.url('FactsQueue'), await sqs.url('FactsDeadLetters')];
      const letters = await sqs.receive(dead, 0);
      expect(letters.length).toBeGreaterThan(0);
      expect(await orders()).toEqual([1, '10.00']);

      expect(await sqs.redrive(dead, facts)).toBe(letters.length);
      await backend.idle();
      expect(await orders()).toEqual([3, '30.00']);
      expect(await sqs.receive(dead, 0)).toEqual([]);

      // A redrive whose deletion was lost delivers them again.
      for (const { Body = '' } of letters) await sqs.send(facts, Body);
      await backend.idle();
      expect(await orders()).toEqual([3, '30.00']);
    });
  },
  { only: 'first', outage },
);
