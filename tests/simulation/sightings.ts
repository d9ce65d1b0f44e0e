// Situations that occurred in a world besides the drawn faults, so that coverage shows what the seeds really reached.
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { Evidence } from './evidence.ts';
import type { Faults, Sighting } from './faults.ts';

export function sightings(evidence: Evidence, faults: Faults): void {
  sends(evidence, faults);
  profiles(evidence, faults);
  orders(evidence, faults);
  spend(evidence, faults);
  budgets(evidence, faults);
}

function sends({ sends, prices }: Evidence, faults: Faults): void {
  const refusals: Record<string, Sighting> = {
    budget: 'refused by budget',
    'no-consent': 'refused by consent',
    window: 'refused by window',
  };
  for (const record of sends) {
    if (record.status === 'unknown') faults.saw('unknown send');
    const refusal = record.status === 'refused' ? refusals[record.reason] : undefined;
    if (refusal) faults.saw(refusal);
    if (record.status === 'sent' && record.price && prices.has(record.sendId)) faults.saw('price came later');
  }
}

function profiles({ commits, profiles }: Evidence, faults: Faults): void {
  for (const { redirect } of commits) if (redirect) faults.saw('handed over');
  for (const { history } of profiles.values())
    for (const entry of history) {
      if (entry.type === 'quarantined') faults.saw('poisoned');
      if (entry.type === 'journey' && entry.what === 'entered' && entry.journey === 'lapsed')
        faults.saw('time alone entered');
    }
}

type Event = Omit<EventMessage, 'type'>;

function orders({ profiles, facts }: Evidence, faults: Faults): void {
  const named = (name: string): Event[] =>
    [...profiles.values()].flatMap(({ history }) =>
      history.flatMap((entry) => (entry.type === 'event' && entry.event.name === name ? [entry.event] : [])),
    );
  const of = Map.groupBy(named('Order Completed'), ({ properties }) => properties.order_id);
  for (const same of of.values()) if (same.length > 1) faults.saw('one order id twice');
  const conversions = facts.flatMap((fact) => (fact.type === 'conversion' ? [fact] : []));
  for (const same of Map.groupBy(conversions, ({ orderId }) => orderId).values()) {
    const moves = same.some((fact, i) => i > 0 && fact.acceptedAt < (same[i - 1]?.acceptedAt ?? 0));
    if (moves) faults.saw('order moved');
  }
  for (const refund of named('Order Refunded')) {
    const order = of.get(refund.properties.order_id)?.[0];
    if (!order || order.acceptedAt > refund.acceptedAt) faults.saw('refund before its order');
  }
}

function spend({ spends }: Evidence, faults: Faults): void {
  const seen = new Set<string>();
  for (const { rows } of spends)
    for (const { date, channel, campaign } of rows) {
      const key = [date, channel, campaign].join();
      if (seen.has(key)) faults.saw('spend replaced');
      seen.add(key);
    }
}

function budgets({ books, news }: Evidence, faults: Faults): void {
  const known = new Set<string>();
  for (const { budget, start, decisions, alerts } of books) {
    for (const { n, kind } of decisions)
      first(`${budget} ${start} ${n}`, kind === 'cut' ? 'budget cut' : undefined);
    for (const { kind } of alerts) first(`${budget} ${start} ${kind}`, 'alert raised');
  }
  const texts = news.map(({ way, what, detail }) => JSON.stringify([way, what, detail]));
  if (new Set(texts).size < texts.length) faults.saw('announced twice');

  function first(key: string, sighting: Sighting | undefined): void {
    if (!known.has(key) && sighting) faults.saw(sighting);
    known.add(key);
  }
}
