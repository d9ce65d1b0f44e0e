/**
 * Finds what the house style bans, in the syntax rather than in the text, so that a comment or a string may mention
 * it and line breaks or spaces hide nothing.
 */
import { type SyntaxNode, syntaxOf } from './sources.ts';

const CLOCKS = ['Date.now', 'performance.now', 'process.hrtime', 'Temporal.Now'];
const DICE = ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues', 'crypto.randomBytes'];
const DICE_CALLS = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'nanoid']);
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** Every breach of purity (the clock, dice, the environment, timers) in a source text. */
export function impurities(text: string): string[] {
  const found: string[] = [];
  for (const node of syntaxOf(text)) {
    const path = memberPath(node);
    if (
      path !== undefined &&
      [...CLOCKS, ...DICE].some((banned) => path === banned || path === `globalThis.${banned}`)
    ) {
      found.push(path);
    }
    if (path === 'process.env' || path === 'globalThis.process') found.push(path);
    if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' && isEmpty(node['arguments'])) {
      found.push('new Date()');
    }
    if (node.type === 'CallExpression') {
      const callee = nameOf(node['callee']);
      if (callee === 'Date') found.push('Date()');
      if (callee !== undefined && (DICE_CALLS.has(callee) || TIMERS.has(callee))) found.push(`${callee}()`);
    }
  }
  return found;
}

/** Uses of `console`, whatever the method. */
export function consoleUses(text: string): string[] {
  const found: string[] = [];
  for (const node of syntaxOf(text)) {
    if (node.type === 'MemberExpression' && nameOf(node['object']) === 'console')
      found.push(memberPath(node) ?? 'console');
  }
  return found;
}

/** How often the type `any` is written. */
export function anys(text: string): number {
  let count = 0;
  for (const node of syntaxOf(text)) if (node.type === 'TsKeywordType' && node['kind'] === 'any') count += 1;
  return count;
}

const PARAMETERS_MAX = 4;

/** Functions, methods and signatures of more parameters than a reader of a call can tell apart. */
export function longParameterLists(text: string): string[] {
  const found: string[] = [];
  for (const node of syntaxOf(text)) {
    // A method's parameters lie in its function, which has no type of its own.
    const holder = (node['function'] as SyntaxNode | undefined) ?? node;
    const { params } = holder;
    if (node.type === 'TsTypeParameterInstantiation' || !Array.isArray(params)) continue;
    if (params.length > PARAMETERS_MAX) found.push(`${calledOf(node)} has ${params.length} parameters`);
  }
  return found;
}

function calledOf(node: SyntaxNode): string {
  const name = (node['identifier'] ?? node['key']) as SyntaxNode | undefined;
  return typeof name?.['value'] === 'string' ? name['value'] : 'a function without a name';
}

/** `a.b` or `a.b.c` of a member expression over plain names, `a['b']` included. */
function memberPath(node: SyntaxNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const object = node['object'] as SyntaxNode;
  const left = nameOf(object) ?? memberPath(object);
  const right = propertyName(node['property'] as SyntaxNode);
  return left === undefined || right === undefined ? undefined : `${left}.${right}`;
}

function propertyName(property: SyntaxNode): string | undefined {
  if (property.type === 'Identifier') return property['value'] as string;
  if (property.type !== 'Computed') return undefined;
  const expression = property['expression'] as SyntaxNode;
  return expression.type === 'StringLiteral' ? (expression['value'] as string) : undefined;
}

function nameOf(value: unknown): string | undefined {
  const node = value as SyntaxNode | undefined;
  return node?.type === 'Identifier' ? (node['value'] as string) : undefined;
}

function isEmpty(value: unknown): boolean {
  return !Array.isArray(value) || value.length === 0;
}
