// Results for people: a table in the terminal, and the figures of docs/reference/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  type Machine,
  NAMES,
  type Name,
  type Result,
  type Results,
  type Table,
  type Target,
} from './results.ts';

export const TITLES: Record<Name, string> = {
  codec: 'The state codec against lib-dynamodb',
  startup: 'Start-up of each function against its SDK clients alone',
  validation: 'Validation at the door against zod',
  build: 'From a stored program to decisions',
  memory: 'Memory of the local backend and of a function',
  latency: 'From accepted to the provider',
  cost: 'API calls, DynamoDB units and money per event',
  decisions: 'Decisions a second',
};

const shown = (cell: string | number) =>
  typeof cell === 'number' ? cell.toLocaleString('en-US', DIGITS) : cell;
const DIGITS = { maximumSignificantDigits: 6 };

export function terminal(name: Name, result: Result): string {
  const head = `${TITLES[name]} (npm run bench -- ${name})\n${onWhat(result.machine)}, ${result.seconds} s`;
  const settings = `Settings: ${settingsOf(result)}`;
  const missing = result.notMeasured.map((each) => `  - ${each}`).join('\n');
  return [head, settings, ...tablesOf(result).map(drawn), `Not measured:\n${missing}`].join('\n\n');
}

function onWhat({ node, platform, cpu, cores, memoryGb, loadBefore, loadAtEnd }: Machine): string {
  return `Node ${node}, ${platform}, ${cores} x ${cpu}, ${memoryGb} GB, load ${loadBefore} before and ${loadAtEnd} at its end`;
}

function settingsOf({ settings }: Result): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

const tablesOf = ({ targets, tables }: Result): Table[] =>
  targets.length > 0 ? [targetTable(targets), ...tables] : tables;

function targetTable(targets: readonly Target[]): Table {
  return {
    title: 'What it must reach',
    columns: ['target', 'wanted', 'measured', 'reached'],
    rows: targets.map(({ name, wanted, measured, reached }) => [
      name,
      wanted,
      measured,
      reached ? 'reached' : 'not reached',
    ]),
  };
}

/** Text left-aligned, numbers right-aligned. */
function drawn({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  const numeric = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const text = lines.map((line) =>
    line
      .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...text.map((line) => `  ${line}`)].join('\n');
}

const BEGIN = '<!-- figures: written by npm run bench -->';
const END = '<!-- end of figures -->';

/** Puts the figures between the marks of the document; everything else in it is written by hand. */
export function updateDocument(file: string, results: Results): void {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the figures`);
  writeFileSync(file, `${text.slice(0, from + BEGIN.length)}\n\n${markdown(results)}\n${text.slice(to)}`);
}

export function markdown(results: Results): string {
  return NAMES.flatMap((name) => {
    const result = results.benchmarks[name];
    return result ? [section(name, result)] : [];
  }).join('\n');
}

function section(name: Name, result: Result): string {
  const { notMeasured, measuredAt } = result;
  const when = `${measuredAt.slice(0, 10)}, ${onWhat(result.machine)}. Settings: ${settingsOf(result)}.`;
  const list = notMeasured.map((each) => `- ${each}`).join('\n');
  const parts = [`### ${TITLES[name]}`, when, ...tablesOf(result).map(table), `Not measured:\n\n${list}`];
  return `${parts.join('\n\n')}\n`;
}

function table({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = columns.map((_, i) => (rows.every((row) => typeof row[i] === 'number') ? '--:' : '---'));
  return [`**${title}**`, '', line(columns), line(rule), ...rows.map((row) => line(row.map(shown)))].join(
    '\n',
  );
}
