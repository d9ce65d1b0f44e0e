/**
 * Bundles: what deploys is CommonJS, complete, made from existing functions only, and stable while somebody reads it.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions, functionNames } from '../../lib/infra/bundle.ts';
import { sendChannels, sendsVariable } from '../../schemas/names.ts';
import { Installation, type Resource } from './installation.ts';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

describe('bundling', () => {
  const root = mkdtempSync(join(tmpdir(), 'cairn-bundle-'));
  const load = createRequire(import.meta.url);

  function writeHandler(name: string, text: string): void {
    mkdirSync(join(root, 'functions', name), { recursive: true });
    writeFileSync(join(root, 'functions', name, 'handler.ts'), text);
  }

  beforeAll(() => {
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    symlinkSync(MODULES, join(root, 'node_modules'));
    writeHandler('greet-people', "export const handler = async (name: string) => 'hello '.concat(name);\n");
    writeHandler(
      'ask-queue',
      "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const handler = () => typeof SQSClient;\n",
    );
    mkdirSync(join(root, 'functions', 'half-written'));
    bundleFunctions(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('takes every folder with a handler, and no other', () => {
    expect(functionNames(root)).toEqual(['ask-queue', 'greet-people']);
    expect(readdirSync(join(root, 'dist', 'functions')).sort()).toEqual(['ask-queue', 'greet-people']);
  });

  it('can be required although the surrounding package is ESM', async () => {
    const { handler } = load(join(root, 'dist/functions/greet-people/index.js')) as {
      handler(name: string): Promise<string>;
    };
    expect(await handler('Ann')).toBe('hello Ann');
  });

  it('contains the AWS SDK, minified and without a source map', () => {
    const file = join(root, 'dist/functions/ask-queue/index.js');
    const text = readFileSync(file, 'utf8');
    // The text itself is not in the assertion: a failure would print half a megabyte of it.
    expect(/require\(["']@aws-sdk\/client/.test(text)).toBe(false);
    expect(text.includes('sourceMappingURL')).toBe(false);
    expect(text.length / text.split('\n').length).toBeGreaterThan(500);
    expect((load(file) as { handler(): string }).handler()).toBe('function');
  });

  it('leaves an unchanged bundle alone, so that a running local cloud keeps its file', () => {
    const file = join(root, 'dist/functions/greet-people/index.js');
    const before = statSync(file);
    bundleFunctions(root);
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('removes the bundle of a deleted function', () => {
    rmSync(join(root, 'functions', 'greet-people'), { recursive: true });
    bundleFunctions(root);
    expect(readdirSync(join(root, 'dist', 'functions'))).toEqual(['ask-queue']);
  });
});

describe('the functions of the project', () => {
  const installation = new Installation();
  const functions = installation.functions();
  let directory = '';
  beforeAll(() => {
    directory = bundleFunctions().directory;
  });

  it('are all deployed', () => {
    const deployed = functions.map(({ environment }) => environment['POWERTOOLS_SERVICE_NAME']);
    expect([...new Set(deployed)].sort()).toEqual(functionNames());
  });

  const bundleOf = (name: string | undefined) =>
    readFileSync(join(directory, name ?? '', 'index.js'), 'utf8');
  /** JUMP_TABLE is a word of the package that decodes HTML entities. */
  const NAMES_A_RESOURCE = /^(?!AWS_|JUMP_)[A-Z_]+_(TABLE|QUEUE_URL|BUCKET|TOPIC_ARN|SEAL_KEY_ARN|BUS_NAME)$/;

  it('start without zod, except those that read what operators write', () => {
    const withZod = functionNames().filter((name) => bundleOf(name).includes('_zod'));
    expect(withZod).toEqual(['operate-api']);
  });

  it.each(functions)(
    '$name keeps a small young generation, which its memory size assumes',
    ({ environment }) => {
      expect(environment['NODE_OPTIONS']).toBe('--max-semi-space-size=4');
    },
  );

  it.each(functionNames())('%s gets every resource name that it reads', (name) => {
    const granted = functions
      .filter(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === name)
      .flatMap(({ environment }) => Object.keys(environment));
    const asked = [...bundleOf(name).matchAll(/"([A-Z_]+)"/g)].map(([, word]) => word ?? '');
    expect(asked.filter((word) => NAMES_A_RESOURCE.test(word) && !granted.includes(word))).toEqual([]);
  });

  it.each(functions)('$name reads every resource name that it gets', ({ environment }) => {
    const bundle = bundleOf(environment['POWERTOOLS_SERVICE_NAME']);
    const unasked = Object.keys(environment).filter(
      (word) => NAMES_A_RESOURCE.test(word) && !bundle.includes(word),
    );
    // Names of the sends queues are composed from the channels' names.
    const composed = /`SENDS_\$\{\w+\.toUpperCase\(\)\}_QUEUE_URL`/.test(bundle)
      ? sendChannels.map(sendsVariable)
      : [];
    expect(unasked.filter((word) => !composed.includes(word))).toEqual([]);
  });

  /** Lambda itself makes these calls for a function, or they are made under another name. */
  const BY_OTHERS = /^(logs|kms):|^sqs:(DeleteMessage|ReceiveMessage|GetQueueAttributes)$|^s3:ListBucket$/;
  const OPERATIONS: Record<string, string> = {
    'sqs:SendMessage': 'SendMessageBatch',
    'sqs:ChangeMessageVisibility': 'ChangeMessageVisibilityBatch',
  };
  /** `class extends command(.., .., "GetItem", ..) {}`: the SDK's command, which is bundled only where it is used. */
  const asks = (bundle: string, action: string): boolean =>
    new RegExp(`"${OPERATIONS[action] ?? action.split(':')[1]}",[\\w$]+\\)\\{\\}`).test(bundle);

  it.each(functions)(
    '$name has no permission that its code never uses',
    ({ environment, statements, resource }) => {
      const bundle = bundleOf(environment['POWERTOOLS_SERVICE_NAME']);
      const failures = failureDestinations(resource);
      const idle = statements
        .filter(({ resources }) => !resources.every((name) => failures.includes(name)))
        .flatMap(({ actions }) => actions)
        .filter((action) => !BY_OTHERS.test(action))
        .filter((action) => !asks(bundle, action));
      expect(idle).toEqual([]);
    },
  );

  /** Queues to which Lambda sends a failed event under the function's own role. */
  function failureDestinations({ stack, id }: Resource): string[] {
    return installation
      .of('AWS::Lambda::EventInvokeConfig')
      .filter(
        (config) => installation.nameOf(config.properties['FunctionName'], config.stack) === `${stack}/${id}`,
      )
      .map(({ properties, stack: own }) => {
        const onFailure = (properties['DestinationConfig'] as { OnFailure: { Destination: unknown } })
          .OnFailure;
        return installation.nameOf(onFailure.Destination, own);
      });
  }
});
