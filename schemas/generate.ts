/**
 * `npm run generate`: what is made from the zod schemas and committed.
 * - schemas/json/*.schema.json: for marketers' editors (`$schema` in program files);
 * - .vscode/settings.json: which of them is for which folder;
 * - schemas/generated/attribution-models.ts: their names, for the API;
 * - schemas/generated/zone-names.ts: what Windows and Rails call a time zone;
 * - schemas/generated/*.js: validators of what functions read, which start at once and take a twentieth of zod's time.
 * A test fails when a file differs from what this writes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import rails from 'rails-timezone';
import windowsIana from 'windows-iana';
import * as z from 'zod';
import { models } from '../lib/domain/attribution/models.ts';
import { ConsentProperties } from './consent.ts';
import { documentKinds, documents } from './documents.ts';
import { SendRequest, Timer } from './effects.ts';
import { FactsMessage } from './facts.ts';
import { GatewayAccepted, GatewayRefused } from './gateway.ts';
import { compiled } from './generate-validators.ts';
import { Envelope, WrappedKeys } from './mailbox.ts';
import { ProgramSettings } from './program.ts';
import { InboundSms, ProviderEvent } from './receipts.ts';
import { RecipientToken } from './recipient-token.ts';
import { calls } from './segment-api.ts';
import { SpendRow } from './spend.ts';
import { WakeMark } from './wake-mark.ts';

const ROOT = dirname(fileURLToPath(import.meta.url));

const settings = { singular: 'program', schema: ProgramSettings };

interface Message {
  from: string;
  schema: z.ZodType;
  /** Reports all mistakes to a person, not only the first. */
  everyMistake?: true;
}

/** What functions read from queues, tables and events. Operators' requests are parsed by zod itself. */
const messages: Record<string, Message> = {
  envelope: { from: 'mailbox', schema: Envelope },
  wrappedKeys: { from: 'mailbox', schema: WrappedKeys },
  timer: { from: 'effects', schema: Timer },
  sendRequest: { from: 'effects', schema: SendRequest },
  factsMessage: { from: 'facts', schema: FactsMessage },
  providerEvent: { from: 'receipts', schema: ProviderEvent },
  inboundSms: { from: 'receipts', schema: InboundSms },
  gatewayAccepted: { from: 'gateway', schema: GatewayAccepted },
  gatewayRefused: { from: 'gateway', schema: GatewayRefused },
  recipientToken: { from: 'recipient-token', schema: RecipientToken },
  consentProperties: { from: 'consent', schema: ConsentProperties },
  wakeMark: { from: 'wake-mark', schema: WakeMark },
  spendRow: { from: 'spend', schema: SpendRow, everyMistake: true },
};

/** Every generated file by its path under schemas/. */
export function generatedFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { singular, schema } of [...Object.values(documents), settings])
    files[`json/${singular}.schema.json`] = `${JSON.stringify(documentSchema(singular, schema), null, 2)}\n`;
  files[EDITOR_SETTINGS] = editorSettings();
  files['generated/attribution-models.ts'] = modelNames();
  files['generated/zone-names.ts'] = zoneNames();
  files['generated/segment-api.js'] = validators('segment-api.ts', calls);
  files['generated/segment-api.d.ts'] = callDeclarations();
  for (const [name, { from, schema, everyMistake }] of Object.entries(messages)) {
    const file = `generated/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    files[`${file}.js`] = validators(`${from}.ts`, { [name]: schema }, everyMistake);
    files[`${file}.d.ts`] = declaration(name, from);
  }
  return files;
}

/** What a person writes: before defaults are filled in, so a field with a default may be omitted. */
function documentSchema(name: string, schema: z.ZodType): Record<string, unknown> {
  const title = `Cairn ${name}`;
  return { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
}

const EDITOR_SETTINGS = '../.vscode/settings.json';

/** The editor's current settings, with the schema of each kind of document added. */
function editorSettings(): string {
  const lines = documentKinds.map((kind) => {
    const url = `./schemas/json/${documents[kind].singular}.schema.json`;
    return `    { "fileMatch": ["**/${kind}/*.json"], "url": "${url}" }`;
  });
  const text = readFileSync(join(ROOT, EDITOR_SETTINGS), 'utf8');
  return text.replace(
    /("json\.schemas": \[)[^[\]]*(?:\[[^\]]*\][^[\]]*)*\]/,
    `$1\n${lines.join(',\n')}\n  ]`,
  );
}

const validators = (source: string, schemas: Record<string, z.ZodType>, everyMistake = false): string =>
  `${header(source)}${compiled(schemas, everyMistake)}\n`;

/** Names and descriptions of the registry in lib/domain, which no schema may import. */
function modelNames(): string {
  const words = Object.fromEntries(Object.values(models).map((model) => [model.name, model.words]));
  return [
    '// Generated by `npm run generate` from lib/domain/attribution/models.ts: do not edit.\n',
    `export const attributionModels = ${JSON.stringify(Object.keys(models))} as const;\n`,
    `export const wordsOfModels = ${JSON.stringify(words, null, 2)};\n`,
  ].join('');
}

/**
 * The tables of the two packages as one, so that a function loads these names and not the packages. A Windows name stands
 * for different IANA zones in different countries; 001 is the one for where none is known.
 */
function zoneNames(): string {
  const windows = windowsIana.WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001');
  const names: Record<string, string> = {};
  for (const { windowsName, iana } of windows) names[windowsName.toLowerCase()] = iana[0];
  for (const name of rails.list()) names[name.toLowerCase()] ??= rails.from(name);
  return [
    '// Generated by `npm run generate` from windows-iana (MIT, of CLDR) and rails-timezone (MIT): do not edit.\n',
    '/** IANA zones by the names that Windows and Rails give them, in lower case. */\n',
    `export const zoneNames: Readonly<Record<string, string>> = ${JSON.stringify(names, null, 2)};\n`,
  ].join('');
}

const header = (source: string): string =>
  `// Generated by \`npm run generate\` from schemas/${source}: do not edit.\n`;

function callDeclarations(): string {
  const kinds = Object.keys(calls).map((kind) => `export const ${kind}: Validate<Call>;\n`);
  return [
    header('segment-api.ts'),
    "import type { Call } from '../names.ts';\nimport type { Validate } from '../parser.ts';\n",
    ...kinds,
  ].join('');
}

function declaration(name: string, from: string): string {
  const type = name.replace(/^./, (letter) => letter.toUpperCase());
  return [
    header(`${from}.ts`),
    `import type { ${type} } from '../${from}.ts';\nimport type { Validate } from '../parser.ts';\n`,
    `export const ${name}: Validate<${type}>;\n`,
  ].join('');
}

function write(): void {
  for (const [path, text] of Object.entries(generatedFiles())) {
    const file = join(ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(join('schemas', path));
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) write();
