// The checks of `cairn doctor`: what each says where all is well, where it is not, and where it cannot look.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeAccountAttributesCommand,
  DescribeSpendLimitsCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { awsChecks } from '../../../cli/doctor/aws.ts';
import { run } from '../../../cli/doctor/check.ts';

const cloudWatch = mockClient(CloudWatchClient);
const lambda = mockClient(LambdaClient);
const ses = mockClient(SESv2Client);
const sms = mockClient(PinpointSMSVoiceV2Client);
const sqs = mockClient(SQSClient);
const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/1/CairnProfiles-MailboxDeadLetters';
const fine = { AlarmName: 'CairnOperating-x', StateValue: 'OK', ActionsEnabled: true } as const;
const account = {
  ...{ ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: 'HEALTHY' },
  SendQuota: { Max24HourSend: 1000, SentLast24Hours: 5, MaxSendRate: 14 },
};
const spend = (EnforcedLimit: number) => ({
  SpendLimits: [
    { Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit, MaxLimit: 9, Overridden: true } as const,
  ],
});

beforeEach(() => {
  for (const client of [cloudWatch, lambda, ses, sms, sqs]) client.reset();
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [fine] });
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 1000 } });
  ses.on(GetAccountCommand).resolves(account);
  sms.on(DescribeAccountAttributesCommand).resolves({
    AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'PRODUCTION' }],
  });
  sms.on(DescribeSpendLimitsCommand).resolves(spend(500));
  sqs.on(ListQueuesCommand).resolves({ QueueUrls: [QUEUE, QUEUE.replace('DeadLetters', 'Queue')] });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
});

const look = () => run(awsChecks('eu-central-1'), 'Sign in.');
const problems = async () => (await look()).filter(({ status }) => status === 'problem');

describe('in AWS', () => {
  test('nothing is wrong where nothing is', async () => {
    expect((await look()).map(({ name, status }) => `${name} ${status}`)).toEqual([
      'alarms ok',
      'dead letters ok',
      'concurrency ok',
      'e-mail ok',
      'SMS ok',
    ]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'alarms',
      () =>
        cloudWatch.on(DescribeAlarmsCommand).resolves({
          MetricAlarms: [fine, { ...fine, StateValue: 'ALARM', AlarmDescription: 'See dead-letters.' }],
        }),
      /CairnOperating-x: See dead-letters/,
    ],
    ['alarms', () => cloudWatch.on(DescribeAlarmsCommand).resolves({}), /no alarm/],
    [
      'alarms',
      () =>
        cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...fine, ActionsEnabled: false }] }),
      /tell nobody/,
    ],
    [
      'dead letters',
      () => sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '3' } }),
      /CairnProfiles-MailboxDeadLetters holds 3/,
    ],
    [
      'concurrency',
      () => lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } }),
      /runs 10 functions/,
    ],
    [
      'e-mail',
      () => ses.on(GetAccountCommand).resolves({ ...account, ProductionAccessEnabled: false }),
      /sandbox/,
    ],
    [
      'e-mail',
      () => ses.on(GetAccountCommand).resolves({ ...account, SendingEnabled: false }),
      /sending is off/,
    ],
    [
      'e-mail',
      () =>
        ses
          .on(GetAccountCommand)
          .resolves({ ...account, SendQuota: { Max24HourSend: 1000, SentLast24Hours: 900, MaxSendRate: 1 } }),
      /900 of 1000/,
    ],
    [
      'SMS',
      () =>
        sms.on(DescribeAccountAttributesCommand).resolves({
          AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'SANDBOX' }],
        }),
      /sandbox/,
    ],
    ['SMS', () => sms.on(DescribeSpendLimitsCommand).resolves(spend(1)), /1 USD a month/],
    ['SMS', () => sms.on(DescribeSpendLimitsCommand).rejects(new Error('no credentials')), /no credentials/],
  ])('%s are a problem of their own, with what to do', async (name, break_, says) => {
    break_();
    const found = await problems();
    expect(found).toMatchObject([
      { name, detail: expect.stringMatching(says), todo: expect.stringMatching(/.+/) },
    ]);
  });
});

describe('against the local backend', () => {
  let answers: Record<string, object>;
  let skewMs: number;
  let url: string;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const date = new Date(Date.now() + skewMs).toUTCString();
    response.writeHead(answers[path] ? 200 : 404, { 'content-type': 'application/json', date });
    response.end(JSON.stringify(answers[path] ?? { title: 'Not found', status: 404 }));
  });
  beforeEach(async () => {
    skewMs = 0;
    answers = {
      '/health': { status: 'ok' },
      '/v1/sign-in': { issuer: 'https://id.example', clientId: 'cli' },
      '/v1/journeys': { journeys: [] },
      '/v1/releases': { releases: [{ number: 3, publishedAt: '2026-11-20T09:00:00.000Z', live: true }] },
      '/v1/budgets': { budgets: [{ id: 'sms', proposed: [], alerts: 0 }] },
      '/v1/quarantine': { items: [] },
      '/_local/queues': { queues: [{ name: 'Mailbox', deadLetters: false, messages: 7 }] },
      '/_local/clock': { now: '2026-11-20T09:00:00.000Z' },
    };
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const doctor = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, CAIRN_URL: url };
      execFile(process.execPath, ['cli/cairn.js', 'doctor', ...args], { env }, (error, out) =>
        resolve({ code: error ? Number(error.code) : 0, out }),
      );
    });

  test('it exits 0 where everything is ok', async () => {
    const run = await doctor();
    expect(run.out).not.toContain('problem');
    expect(run.out).toContain('ok       dead letters: No queue has dead letters.');
    expect(run.code).toBe(0);
  });

  test('it exits 1 and says what to do about each problem', async () => {
    skewMs = 600_000;
    delete answers['/v1/sign-in'];
    answers['/v1/releases'] = { releases: [] };
    answers['/v1/budgets'] = { budgets: [{ id: 'sms', proposed: [4], alerts: 1 }] };
    answers['/v1/quarantine'] = { items: [{ at: new Date().toISOString() }] };
    answers['/_local/queues'] = { queues: [{ name: 'MailboxDeadLetters', deadLetters: true, messages: 2 }] };
    const { code, out } = await doctor('--json');
    expect(code).toBe(1);
    const found = JSON.parse(out).checks.filter(({ status }: { status: string }) => status === 'problem');
    expect(found.map(({ name }: { name: string }) => name)).toEqual([
      'clock',
      'settings',
      'program',
      'budgets',
      'quarantine',
      'dead letters',
    ]);
    for (const { todo } of found) expect(todo).toMatch(/.+/);
  });
});
