// Every kind of event that SES documents can be read, and is either handled or deliberately ignored.
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ProviderEvent } from '../../../schemas/receipts.ts';

const file = new URL('../../../../shared/data/ses_events.json', import.meta.url);
const missing = existsSync(file) ? undefined : 'shared/data/ses_events.json is not beside the project';
if (missing) console.warn(`skipped: SES's documented events (${missing})`);

it.skipIf(missing)("reads SES's documented events", () => {
  const records = JSON.parse(readFileSync(file, 'utf8')) as {
    heading: string;
    json: { eventType: string };
  }[];
  expect(records.map(({ json }) => json.eventType).sort()).toEqual([
    'Bounce',
    'Click',
    'Complaint',
    'Delivery',
    'DeliveryDelay',
    'Open',
    'Reject',
    'Rendering Failure',
    'Send',
    'Subscription',
  ]);
  for (const { json } of records)
    expect(() =>
      ProviderEvent.parse({ id: 'e', time: '2026-11-20T10:00:00Z', source: 'aws.ses', detail: json }),
    ).not.toThrow();
});
