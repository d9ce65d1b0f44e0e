// Writes docs/reference/http.md from the tables of routes and docs/reference/language.md from the kinds' schemas, so that
// neither page can list what does not exist, or leave out what does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { reportTables } from '../../functions/operate-api/report-csv.ts';
import { channels } from '../../lib/channels/channels.ts';
import { models } from '../../lib/domain/attribution/models.ts';
import { refusals } from '../../lib/domain/message/refusal.ts';
import { rolesFor } from '../../lib/http/roles.ts';
import type { OperatorRoute } from '../../schemas/api/route.ts';
import { operatorRoutes, publicRoutes } from '../../schemas/api/routes.ts';
import { conditionSchemas } from '../../schemas/condition.ts';
import { documents } from '../../schemas/documents.ts';
import { entrySchemas } from '../../schemas/entries/entries.ts';
import { sendChannels } from '../../schemas/names.ts';
import { ProgramSettings } from '../../schemas/program.ts';
import { stepSchemas } from '../../schemas/steps/steps.ts';

export function httpReference(): string {
  const operators = Object.entries<OperatorRoute>(operatorRoutes).map(([key, { duty, summary }]) =>
    row(`\`${key}\``, rolesFor(duty).join(', '), summary),
  );
  const others = Object.entries(publicRoutes).map(([key, { who, summary }]) =>
    row(`\`${key}\``, who, summary),
  );
  return `${HTTP}\n| route | who | what |\n|---|---|---|\n${[...operators, ...others].join('\n')}\n`;
}

export function languageReference(): string {
  return [
    LANGUAGE,
    '## Documents\n',
    ...Object.entries({ 'program.json': ProgramSettings, ...documentSchemas }).map(
      ([title, schema]) => `### \`${title}\`\n\n${fieldTable(schema)}\n`,
    ),
    section('Entries', entrySchemas),
    section('Steps', stepSchemas),
    section('Conditions', conditionSchemas()),
    '## Reasons why a message is held or refused\n',
    '| reason | means |\n|---|---|',
    ...[...refusals].map(([reason, words]) => row(`\`${reason}\``, words)),
    '',
    '## Channels\n',
    '| channel | sends |\n|---|---|',
    ...sendChannels.map((channel) => row(`\`${channel}\``, channels[channel].words.en)),
    '',
    '## Attribution models\n',
    '| name | shares an order out |\n|---|---|',
    ...Object.values(models).map(({ name, words }) => `| \`${name}\` | ${words} |`),
    '',
  ].join('\n');
}

export function reportsReference(): string {
  const tables = Object.entries(reportTables).map(([key, { columns }]) => {
    const rows = Object.entries(columns).map(([name, words]) => row(`\`${name}\``, words));
    return `## \`${key}\`\n\n| column | holds |\n|---|---|\n${rows.join('\n')}\n`;
  });
  return [REPORTS, ...tables].join('\n');
}

function section(title: string, schemas: Readonly<Record<string, z.ZodType>>): string {
  const rows = Object.entries(schemas).map(([kind, schema]) => {
    const { description, examples = [] } = (schema.meta() ?? {}) as {
      description?: string;
      examples?: unknown[];
    };
    if (!description || !examples.length)
      throw new Error(`${kind} needs a description and an example (meta)`);
    return row(`\`${kind}\``, description, `\`${JSON.stringify(examples[0])}\``);
  });
  const fields = Object.entries(schemas).map(([kind, schema]) => `#### ${kind}\n\n${fieldTable(schema)}\n`);
  return [
    `## ${title}\n`,
    '| kind | means | example |\n|---|---|---|',
    ...rows,
    `\n### Fields of ${title.toLowerCase()}\n`,
    ...fields,
  ].join('\n');
}

const documentSchemas = Object.fromEntries(
  Object.entries(documents).map(([folder, { schema }]) => [`${folder}/<id>.json`, schema]),
);

interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
}

/** Every field with its description; those inside one by their path, `[]` for a list's entry and `*` for any name. */
function fieldTable(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return `| field | | what |\n|---|---|---|\n${fieldsOf(json, '').join('\n')}`;
}

function fieldsOf(
  { properties = {}, required = [], items, additionalProperties }: JsonSchema,
  path: string,
): string[] {
  const named = Object.entries(properties)
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, field]) => {
      const own = path ? `${path}.${name}` : name;
      const need = required.includes(name) ? 'needed' : '';
      return [
        row(`\`${own}\``, need, (field.description ?? '').replaceAll('<', '&lt;')),
        ...fieldsOf(field, own),
      ];
    });
  const any = typeof additionalProperties === 'object' ? fieldsOf(additionalProperties, `${path}.*`) : [];
  return [...named, ...(items ? fieldsOf(items, `${path}[]`) : []), ...any];
}

const row = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const LANGUAGE = `# The language of journeys

Generated by \`npm run generate\` from the schemas (schemas/entries, schemas/steps, schemas/conditions) that also check a program and help in an editor
(schemas/json). Guides: [journeys](../guides/journeys.md), [budgets](../guides/budgets.md).
`;

const REPORTS = `# Reports as CSV

Generated by \`npm run generate\` from the tables that also serve them (lib/application/money/report-tables.ts).

Reports are answered as CSV with \`format=csv\` or \`Accept: text/csv\`, and by \`npx cairn report NAME --csv\`: RFC 4180 in UTF-8 without a byte order mark, a line of
column names, lines that end in CRLF. The names of columns stay; new ones come at the end. Amounts are plain decimals with the digits of their currency (\`1234.50\`
EUR, \`1235\` JPY), without thousands separators; days are \`2026-11-30\`; what is not known is empty. A text that a spreadsheet would take for a formula (it begins
with \`=\`, \`+\`, \`-\`, \`@\`, a tab or a line break) has an apostrophe before it.
`;

const HTTP = `# HTTP routes

Generated by \`npm run generate\` from the tables of routes (schemas/api/) that also serve \`GET /v1/openapi.json\`, where each route's bodies, answers and errors are
described in full. Errors are RFC 9457 problem+json with a JSON Pointer to what is wrong. Lists page with \`limit\` and \`cursor\`:
the response's \`cursor\` is sent with the next request to the same path, and text that this list did not give is refused. So is a query parameter that a route does not have, one without a value
and one given twice; \`pointer\` names it (\`/cursor\`).

\`{address}\` is any identifier: a profile id, \`user:42\`, \`email:a@b.c\`, \`phone:+49...\`, \`anonymous:...\`, URL-encoded: ids with a slash, a percent sign, a dot or letters
beyond ASCII are found. An id with a question mark or a double slash, or one that ends like a route (\`user:a/why\`), is encoded twice (\`user:a%252Fwhy\`), since the gateway
decodes a path before it takes it apart. Operators send a bearer token (a JWT of the
configured issuer; locally \`local-admin\`, \`local-marketer\`, \`local-finance\`, \`local-privacy\`, \`local-viewer\` stand for one). Integrations send their write key
as Basic user name or as \`writeKey\` in the body; a browser key may be in the query.

## Ids

\`userId\`, \`anonymousId\` and \`previousId\` are texts of 1 to 1,000 characters, or whole numbers up to 2^53 - 1. Blanks around them are dropped; \`null\` and the empty text are no
id. A call (in a batch: the event) is refused with the pointer of the field, and quarantined, where one is

- what programs print for a missing value: \`undefined\`, \`null\`, \`nil\`, \`none\`, \`NaN\`, \`N/A\`, \`Infinity\`, \`[object Object]\`, in any case, also in quotes or brackets (\`(null)\`);
- the nil UUID, the max UUID, or a field of a template that nobody filled in (\`{{ user.id }}\`, \`\${userId}\`, \`%USER_ID%\`), several missing values joined (\`undefined-undefined\`), or only dashes (\`-\`, \`___\`, \`?\`);
- a name of nobody in particular: \`0\` and other zeros, \`anonymous\`, \`guest\`, \`unknown\`, \`not_authenticated\`, \`true\`, \`false\`, or of the field: \`id\`, \`user_id\`, \`anonymous_id\`, \`distinct_id\`,
  \`email\`, also without the underscore;
- without a visible character, or with characters that were lost on the way (U+FFFD, half a surrogate pair);
- a number beyond 2^53 - 1, which JSON readers round: send it as a text. Elsewhere in a body (\`order_id\`) such a whole number is kept as the text of its digits.

\`messageId\` and \`groupId\` follow the same rules, but may be \`0\` or a name. If somebody is really called like that, give the ids a prefix. A withdrawal of consent counts as soon as it is clear
whose it is: a bad id beside the good one is left out.

An alias is refused where its \`previousId\` is the \`userId\` itself or another user. It is taken with a warning where the \`previousId\` is a visitor who became another user, or who is not
known yet: what comes later from that one is the user's. To a browser key only an alias of the user itself is reported.

## Bodies

UTF-8 JSON (a declared charset is \`utf-8\` or \`us-ascii\`), also gzip, text/plain and form-typed. The intake answers
\`{ "success", "accepted", "rejected": [{ "index", "pointer", "detail" }], "warnings": [the same] }\`; \`warnings\` is absent where there are none.

## Routes

Every answer has a header \`trace-id\`: that of the request's \`traceparent\` (W3C Trace Context), or a new one (docs/operating/logs.md).
`;

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'http.md'), httpReference());
  writeFileSync(join(import.meta.dirname, 'language.md'), languageReference());
  writeFileSync(join(import.meta.dirname, 'reports.md'), reportsReference());
}
