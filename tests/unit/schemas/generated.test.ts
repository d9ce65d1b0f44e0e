// The output of `npm run generate` equals what is committed, and the JSON Schemas accept the sample program.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../../schemas/generate.ts';

const SCHEMAS = join(import.meta.dirname, '../../../schemas');
const files = generatedFiles();

test.each(Object.keys(files))('schemas/%s is fresh: run `npm run generate` where it is not', (path) => {
  expect(existsSync(join(SCHEMAS, path))).toBe(true);
  expect(readFileSync(join(SCHEMAS, path), 'utf8')).toBe(files[path]);
});

describe('the JSON Schemas', () => {
  const schemaOf = (name: string) =>
    new Ajv2020({ strict: false, logger: false }).compile(
      JSON.parse(files[`json/${name}.schema.json`] ?? ''),
    );
  // The examples of the contract.
  const journey = {
    $schema: '../../../schemas/json/journey.schema.json',
    id: 'cart-reminder',
    purpose: 'marketing',
    enter: {
      on: 'Product Added',
      if: { property: 'price', gte: 20 },
      reenter: { after: 'P7D' },
      maxAge: 'PT24H',
    },
    goal: { on: 'Order Completed', within: 'P3D' },
    exit: [{ on: 'Order Completed' }],
    start: 'pause',
    steps: {
      pause: { wait: 'PT1H', next: 'phone' },
      phone: {
        branch: [{ if: { all: [{ reachable: 'push' }, { not: { segment: 's' } }] }, next: 'push' }],
        else: 'push',
      },
      push: { send: 'push', template: 'cart-push' },
    },
  };
  const budget = {
    id: 'sms',
    channel: 'sms',
    period: 'P1M',
    timeZone: 'Asia/Shanghai',
    amount: '50000.00 CNY',
    pool: 'proven',
    guard: {
      when: { roi: { below: 1.5 }, over: 'P7D' },
      every: 'PT1H',
      atLeast: { spend: '500.00 CNY' },
      confidence: 0.9,
      do: { cut: '20%', floor: '10000.00 CNY' },
      cooldown: 'P1D',
      approval: { above: '40%' },
    },
  };

  test('accept what the contract prints', () => {
    expect(schemaOf('journey')(journey)).toBe(true);
    expect(schemaOf('budget')(budget)).toBe(true);
  });

  test.each([
    ['a step of an unknown kind', { ...journey, steps: { pause: { sleep: 'PT1H' } } }],
    ['an unknown operator', { ...journey, enter: { on: 'x', if: { property: 'a', like: 1 } } }],
    ['an unknown field', { ...journey, entr: {} }],
    ['a duration that is not ISO 8601', { ...journey, steps: { pause: { wait: '1 hour' } } }],
  ])('refuse %s', (_name, written) => expect(schemaOf('journey')(written)).toBe(false));

  test('omit what has a default', () => {
    expect(schemaOf('channel')({ id: 'affiliate' })).toBe(true);
    expect(schemaOf('template')({ id: 'x', channel: 'sms', text: 'Hi' })).toBe(true);
    expect(schemaOf('program')({ currency: 'EUR', timeZone: 'Europe/Berlin', purposes: {} })).toBe(true);
    expect(schemaOf('segment')({ id: 'loyal', if: { did: 'Order Completed', times: { gte: 3 } } })).toBe(
      true,
    );
  });
});
