// Templates as CloudFormation reads them: intrinsics, conditions, and imports between stacks.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAssembly, type StackTemplate } from '../../local/template/assembly.ts';
import { entryOf, takeInventory } from '../../local/template/inventory.ts';
import type { JsonObject } from '../../local/template/json.ts';
import { resolveStacks } from '../../local/template/resolve.ts';
import { writeAssembly } from './fixture/assembly.ts';

const place = {
  account: '000000000000',
  region: 'us-east-1',
  queueBase: 'http://127.0.0.1:4000',
  apiUrl: 'http://127.0.0.1:8787',
};

/** Placeholders in CloudFormation's own form. */
const sub = (text: string) => text.replaceAll('<', '$'.concat('{')).replaceAll('>', '}');

/** What a value resolves to in a stack with a queue, a parameter and a condition. */
function resolved(value: JsonObject[string], parameters: Record<string, string> = {}) {
  const stack: StackTemplate = {
    name: 'Stack',
    region: undefined,
    account: undefined,
    assets: new Map(),
    template: {
      Parameters: { Name: { Type: 'String', Default: 'ann' } },
      Conditions: {
        IsAnn: { 'Fn::Equals': [{ Ref: 'Name' }, 'ann'] },
        IsOther: { 'Fn::Or': [{ 'Fn::Not': [{ Condition: 'IsAnn' }] }, { 'Fn::Equals': [1, '2'] }] },
      },
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
        Probe: { Type: 'Test::Probe', Properties: { value } },
        OnlyOther: { Type: 'Test::Probe', Condition: 'IsOther', Properties: {} },
      },
    },
  };
  const resources = resolveStacks([stack], place, parameters);
  return {
    value: resources.find(({ id }) => id === 'Probe')?.properties.value,
    ids: resources.map(({ id }) => id),
  };
}

describe('intrinsics', () => {
  test.each<[string, JsonObject[string], JsonObject[string]]>([
    ['Ref of a parameter', { Ref: 'Name' }, 'ann'],
    ['Ref of a queue', { Ref: 'Queue' }, 'http://127.0.0.1:4000/000000000000/Stack-Queue.fifo'],
    [
      'GetAtt as a list',
      { 'Fn::GetAtt': ['Queue', 'Arn'] },
      'arn:aws:sqs:us-east-1:000000000000:Stack-Queue.fifo',
    ],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'Stack-Queue.fifo'],
    ['Join of a nested Ref', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, 3]] }, 'a/us-east-1/3'],
    [
      'Sub with variables',
      { 'Fn::Sub': [sub('<Name>-<v>-<AWS::Partition>'), { v: { Ref: 'Name' } }] },
      'ann-ann-aws',
    ],
    [
      'Sub of an attribute and an escape',
      { 'Fn::Sub': sub('<Queue.QueueName> <!Kept>') },
      sub('Stack-Queue.fifo <Kept>'),
    ],
    ['Select from Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If', { 'Fn::If': ['IsAnn', { Ref: 'Name' }, 'other'] }, 'ann'],
    ['If of a compound condition', { 'Fn::If': ['IsOther', 'yes', 'no'] }, 'no'],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['NoValue in an object', { a: 1, b: { 'Fn::If': ['IsAnn', { Ref: 'AWS::NoValue' }, 2] } }, { a: 1 }],
    ['a role', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::000000000000:role/Stack-Role'],
  ])('%s', (_, value, expected) => {
    expect(resolved(value).value).toEqual(expected);
  });

  test('a resource whose condition fails is omitted', () => {
    expect(resolved('x').ids).not.toContain('OnlyOther');
    expect(resolved('x', { Name: 'bob' }).ids).toContain('OnlyOther');
  });

  test('an intrinsic that the local cloud cannot evaluate stops the start, and is named', () => {
    expect(() => resolved({ 'Fn::Transform': {} })).toThrow('Fn::Transform');
    expect(() => resolved({ 'Fn::ImportValue': 'Nowhere' })).toThrow('export Nowhere');
    expect(() => resolved({ Ref: 'Nobody' })).toThrow('Nobody');
  });
});

describe('an assembly of two stacks', () => {
  let assembly: Awaited<ReturnType<typeof writeAssembly>>;
  beforeAll(async () => {
    assembly = await writeAssembly();
  });
  afterAll(() => assembly.remove());

  test('is read in the order of its dependencies, and imports get the exported values', async () => {
    const stacks = await loadAssembly(assembly.folder);
    expect(stacks.map(({ name }) => name)).toEqual(['Base', 'Top']);
    const inventory = takeInventory(resolveStacks(stacks, place, { LinkBaseUrl: 'https://links.example' }));
    const consumer = inventory.functions.find(({ id }) => id === 'Consumer');
    expect(consumer?.environment).toMatchObject({
      LOG_TABLE: 'Base-Log',
      MAILBOX_QUEUE_URL: 'http://127.0.0.1:4000/000000000000/Base-Mailbox.fifo',
      LINK_BASE_URL: 'https://links.example',
    });
    expect(consumer && entryOf(consumer)).toEqual({
      file: `${assembly.folder}/function/index.js`,
      exported: 'handler',
    });
    expect(inventory.mappings[0]).toEqual({
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:Base-Mailbox.fifo',
      functionArn: 'Top-Consumer',
      batchSize: 10,
      windowSeconds: 0,
      concurrencyMax: undefined,
      reportsItemFailures: true,
    });
    expect(inventory.queues.find(({ name }) => name === 'Base-Mailbox.fifo')?.attributes.RedrivePolicy).toBe(
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:Base-Grave.fifo","maxReceiveCount":3}',
    );
    expect(inventory.rules.find(({ bus }) => bus === 'outside')?.targets[0]?.arn).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:Top-OnEvent',
    );
    expect(inventory.routes.map(({ key }) => key)).toEqual([
      'POST /echo/{word}',
      'GET /echo/{word}',
      'ANY /{rest+}',
    ]);
    expect(inventory.cors).toMatchObject({ origins: ['*'], maxAgeSeconds: 600 });
  });
});
