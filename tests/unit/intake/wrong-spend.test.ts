// Spend in many wrong forms: booked as it was meant, or refused with a pointer, never lost or booked elsewhere.
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { openDoor } from './door.ts';
import { expectLeads, HUGE, type Message, wrongForms } from './wrong-forms.ts';

const row = {
  date: '2026-11-20',
  channel: 'sms',
  campaign: 'autumn',
  amount: '200.00',
  currency: 'EUR',
  impressions: 3,
  clicks: 1,
};
const channels = { sms: 'sms', email: 'email' };

async function posted(body: Message) {
  const door = openDoor({ channels });
  const raw = JSON.stringify(body).replaceAll(`"${HUGE}"`, '1e400');
  const answer = await door.post({ path: '/v1/spend', raw });
  return { answer, facts: door.facts.taken.flatMap(({ body: facts }) => facts) };
}

/** What is taken though it is not as it was, and why that is right. */
const excused: [RegExp, string][] = [
  [/campaign is/, 'any text is the name of a campaign'],
  [/(?:campaign|impressions|clicks) is left out/, 'it may be left out'],
  [/date is a date/, 'it is one'],
  [/(?:amount) is a fraction/, 'it is an amount'],
];

test.each(Object.keys(row))('no wrong form of %s is booked without a word', async (field) => {
  const right = await posted({ rows: [row] });
  for (const [form, wrong] of wrongForms({ rows: [row] }, ['rows', '0', field])) {
    const { answer, facts } = await posted(wrong);
    if (answer.status === 400) {
      expectLeads(wrong, answer.body.pointer);
      expect(facts).toEqual([]);
    } else if (!excused.some(([pattern]) => pattern.test(form)))
      expect([form, isDeepStrictEqual(facts, right.facts)]).toEqual([form, true]);
  }
});

test.each([
  ['amount', '7.00'],
  ['impressions', 4],
  ['currency', 'USD'],
])('two rows of one day, channel and campaign with another %s are refused', async (field, value) => {
  const { answer, facts } = await posted({ rows: [row, row, { ...row, [field]: value }] });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/rows/2' }] } });
  expect(facts).toEqual([]);
});

test.each(['Campaign', 'CLICKS', 'impressions\u200b'])(
  '%j is refused: its value would be lost',
  async (name) => {
    const { answer } = await posted({ rows: [{ ...row, [name]: 1 }] });
    expect(answer).toMatchObject({ status: 400, body: { pointer: `/rows/0/${name}` } });
  },
);
