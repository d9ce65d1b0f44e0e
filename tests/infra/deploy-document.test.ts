/**
 * The deployment guide matches the code: every setting with its description, and the stacks, outputs and commands it
 * names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { settingsIn } from '../../lib/infra/context.ts';
import { SETTINGS } from '../../lib/infra/settings.ts';
import { synthesize } from './installation.ts';

const root = join(import.meta.dirname, '..', '..');
const document = readFileSync(join(root, 'docs/operating/deploy.md'), 'utf8');
const { app, profiles } = synthesize();
const stacks = app.node.children.filter((child) => 'stackName' in child) as ReturnType<
  typeof synthesize
>['intake'][];

it('lists every setting, each with the description in the code, and no other', () => {
  const table = document.split('| key | what for |\n|---|---|\n')[1]?.split('\n\n')[0];
  expect(table?.split('\n')).toEqual(
    Object.entries(SETTINGS).map(([key, { description }]) => `| \`${key}\` | ${description} |`),
  );
});

it('shows a settings file that is accepted', () => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(document) ?? [];
  const { context } = JSON.parse(json) as { context: Record<string, string> };
  expect(Object.keys(settingsIn(context))).toEqual(Object.keys(context));
});

it('names the stacks in the order of their deployment', () => {
  const [, listed = ''] = /stacks, in order: ([\w, ]+)\./.exec(document) ?? [];
  expect(listed.split(', ')).toEqual(stacks.map(({ stackName }) => stackName));
});

it('asks for existing outputs', () => {
  const guide = readFileSync(join(root, 'docs/guides/gateway.md'), 'utf8');
  const asked = [...document.matchAll(/\(output (Cairn\w+) (\w+)\)/g)].map(([, stack, name]) => [
    stack,
    name,
  ]);
  for (const [, name, stack] of guide.matchAll(/output `(\w+)` of (Cairn\w+)/g)) asked.push([stack, name]);
  expect(new Set(asked.map(([, name]) => name)).size).toBeGreaterThan(5);
  for (const [stackName, output = ''] of asked) {
    const stack = stacks.find((each) => each.stackName === stackName);
    expect(stack && Object.keys(Template.fromStack(stack).findOutputs(output))).toEqual([output]);
  }
});

it('warms an existing index', () => {
  const [, index] = /"IndexName":"([^"]+)"/.exec(document) ?? [];
  const tables = Object.values(Template.fromStack(profiles).findResources('AWS::DynamoDB::Table'));
  const indexes = tables.flatMap(({ Properties }) => Properties['GlobalSecondaryIndexes'] ?? []) as {
    IndexName: string;
  }[];
  expect(indexes.map(({ IndexName }) => IndexName)).toContain(index);
});

it('names existing scripts', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const named = [...document.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !Object.keys(scripts).includes(name ?? ''))).toEqual([]);
});
