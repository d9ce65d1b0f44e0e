// Reports as CSV: negotiation, RFC 4180, and text that a spreadsheet would compute.
import { parse } from 'node:querystring';
import { describe, expect, test } from 'vitest';
import { operateApi } from '../../../functions/operate-api/api.ts';
import { projectFacts } from '../../../lib/application/money/project-facts.ts';
import { csvOf, wantsCsv } from '../../../lib/http/csv.ts';
import { httpHandler } from '../../../lib/http/stack.ts';
import type { Fact } from '../../../schemas/facts.ts';
import { httpEvent, shopFiles, type TestRequest, world } from './world.ts';

const profile = `u-${'x'.repeat(22)}`;

async function reporting(facts: (now: number) => Fact[] = () => []) {
  const w = world();
  await w.ask('POST /v1/program/publish', { body: { files: await shopFiles() } });
  await projectFacts(w.ports.money.money, facts(w.clock()), 'Europe/Berlin');
  const handle = httpHandler(operateApi(w.ports, async () => ({ id: 'ann', roles: ['viewer'] })));
  const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'test' } as never;
  return async (route: string, asked: TestRequest) => {
    const { statusCode, headers = {}, body } = await handle(httpEvent(route, asked), context);
    return { status: statusCode, type: String(headers['content-type']), headers, text: String(body) };
  };
}

const spend = (channel: string, euros: number, currency = 'EUR'): Fact => ({
  ...{ type: 'spend', date: '2026-11-20', channel, campaign: currency, amount: euros * 1_000_000, currency },
  ...{ impressions: 0, clicks: 0, acceptedAt: 1, index: 0 },
});
const DAY = { from: '2026-11-20', to: '2026-11-20' };

describe('a report as CSV', () => {
  test('has a line of names, CRLF, plain decimals, and what belongs to no channel or has no rate', async () => {
    const ask = await reporting((at) => [
      spend('sms', 1234.5),
      spend('sms', 80, 'JPY'),
      {
        ...{ type: 'conversion', orderId: 'o', eventId: 'e', profile, at, acceptedAt: at, index: 0 },
        ...{ revenue: 20_000_000, currency: 'EUR', touchpoints: [] },
      },
      {
        ...{ type: 'refund', orderId: 'gone', refundId: 'r', profile, at, acceptedAt: at },
        ...{ amount: 120_000_000, currency: 'EUR' },
      },
    ]);
    const { status, type, headers, text } = await ask('GET /v1/reports/roi', {
      query: { ...DAY, format: 'csv' },
    });
    expect([status, type]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(headers['content-disposition']).toBe('attachment; filename="roi_2026-11-20_2026-11-20.csv"');
    expect(text).toBe(
      [
        'from,to,model,kind,channel,currency,spend,revenue,margin,contribution,roi,conversions,sends',
        '2026-11-20,2026-11-20,last,channel,email,EUR,0.00,0.00,,,,0,0',
        '2026-11-20,2026-11-20,last,channel,push,EUR,0.00,0.00,,,,0,0',
        '2026-11-20,2026-11-20,last,channel,sms,EUR,1234.50,0.00,,,0,0,0',
        '2026-11-20,2026-11-20,last,unattributed,,EUR,,-100.00,,,,1,',
        '2026-11-20,2026-11-20,last,unconverted,,JPY,80,0,,,,,',
        '',
      ].join('\r\n'),
    );
  });

  test.each([
    ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
    ['+49', "'+49"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    [' =1+1', "' =1+1"],
    ['＝1+1', "'＝1+1"],
    ['Zürich, Ost', '"Zürich, Ost"'],
  ])('names the outside channel %s as text', async (channel, cell) => {
    const ask = await reporting(() => [spend(channel, 5)]);
    const { text } = await ask('GET /v1/reports/roi', { query: { ...DAY, format: 'csv' } });
    expect(text).toContain(`,channel,${cell},EUR,5.00,`);
  });

  test('by step has the same form', async () => {
    const ask = await reporting((at) => [
      {
        ...{ type: 'conversion', orderId: 'o', eventId: 'e', profile, at, acceptedAt: at, index: 0 },
        ...{ revenue: 20_000_000, currency: 'EUR' },
        touchpoints: [{ at: at - 1000, channel: 'email', kind: 'click', journey: 'welcome', step: 'mail' }],
      },
    ]);
    const { text } = await ask('GET /v1/reports/revenue-by-step', {
      query: DAY,
      headers: { accept: 'text/csv' },
    });
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'from,to,model,kind,journey,step,channel,currency,revenue,conversions',
      '2026-11-20,2026-11-20,last,step,welcome,mail,email,EUR,20.00,1',
    ]);
  });

  test('that is refused stays a problem in JSON', async () => {
    const ask = await reporting();
    const wrong: Record<string, string>[] = [{ from: '2026-02-30', format: 'csv' }, { format: 'xml' }];
    for (const query of wrong)
      expect(await ask('GET /v1/reports/roi', { query })).toMatchObject({
        status: 400,
        type: 'application/problem+json',
      });
  });
});

test.each<[string, string, boolean]>([
  ['', 'text/csv', true],
  ['', 'Text/CSV; charset=utf-8', true],
  ['', 'text/csv, application/json;q=0.5', true],
  ['', 'application/json, text/csv', false],
  ['', 'text/csv;q=0, */*', false],
  ['', 'text/csv, */*;q=0.1', true],
  ['', '*/*', false],
  ['', '', false],
  ['format=json', 'text/csv', false],
  ['format=csv', 'application/json', true],
])('"%s" with Accept "%s" asks for CSV: %s', (query, accept, expected) => {
  const asked = { query: { ...parse(query) } as Record<string, string>, headers: { Accept: accept } };
  expect(wantsCsv(httpEvent('GET /v1/reports/roi', asked))).toBe(expected);
});

test('numbers never have an exponent, and negative ones are no formulas', () => {
  expect(csvOf(['a'], [[1e-7], [-5], ['-5.00'], [null], ['a\nb'], [' a'], ['"']])).toBe(
    'a\r\n0.000000\r\n-5\r\n-5.00\r\n\r\n"a\nb"\r\n" a"\r\n""""\r\n',
  );
});
