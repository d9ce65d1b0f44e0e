/**
 * The webhook-only installation: nothing that AWS China lacks, one more permission for the senders, and reports on
 * its own bus.
 */
import { describe, expect, it } from 'vitest';
import { GATEWAY_SOURCE } from '../../lib/infra/constructs/gateway.ts';
import * as receipts from '../../schemas/receipts.ts';
import { GATEWAY } from './gateway.ts';
import { Installation } from './installation.ts';

const installation = new Installation(GATEWAY);
const senders = installation.functions().filter(({ name }) => name.startsWith('Send'));
const text = JSON.stringify(installation.resources.map(({ type, properties }) => ({ type, properties })));

describe('an installation with a gateway of its own', () => {
  it('has nothing of SES, SMS, push or Cognito', () => {
    const types = [...new Set(installation.resources.map(({ type }) => type))];
    expect(types.filter((type) => /SES|Cognito|Pinpoint|SMSVOICE/.test(type))).toEqual([]);
    expect(text).not.toMatch(/ses:|sms-voice|mobiletargeting|aws\.ses|cognito/);
  });

  it.each(senders)(
    '$name may read the one secret and call no AWS provider',
    ({ statements, environment }) => {
      const ssm = statements.filter(({ actions }) => actions.some((action) => action.startsWith('ssm:')));
      expect(ssm).toEqual([
        {
          actions: ['ssm:GetParameter'],
          resources: [
            'arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/cairn/webhook-secret',
          ],
        },
      ]);
      expect(environment).toMatchObject({
        WEBHOOK_URL: 'CairnSending/WebhookUrl',
        WEBHOOK_SECRET_PARAMETER: '/cairn/webhook-secret',
      });
    },
  );

  it('takes reports from its own bus, under a source that events about people never have', () => {
    const patterns = installation
      .of('AWS::Events::Rule')
      .filter(({ properties }) => properties['EventBusName'] !== undefined)
      .map(({ properties, stack }) => [
        installation.find(installation.nameOf(properties['EventBusName'], stack))?.type,
        properties['EventPattern'],
      ]);
    expect(patterns).toEqual([
      ['AWS::Events::EventBus', { source: ['message-gateway'], 'detail-type': ['Message Receipt'] }],
      ['AWS::Events::EventBus', { source: [{ 'anything-but': ['cairn', 'message-gateway'] }] }],
    ]);
    expect(GATEWAY_SOURCE).toBe(receipts.GATEWAY_SOURCE);
  });

  it('names the partition and the suffix of its region everywhere', () => {
    expect(text).not.toMatch(/arn:aws:/);
    // Service principals have the same names in every partition; nothing else may end with this suffix.
    const principals = /"(Service|Principal)":(\[[^\]]*\]|"[^"]*")/g;
    const others = installation.resources.filter(({ properties }) =>
      JSON.stringify(properties).replaceAll(principals, '').includes('amazonaws.com'),
    );
    expect(others.map(({ path }) => path)).toEqual([]);
  });
});
