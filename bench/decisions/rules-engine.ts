// json-rules-engine's side: the same conditions as rules, in one Engine per event name, so that it has the same first index.
import { Engine, type NestedCondition, type RuleProperties, type TopLevelCondition } from 'json-rules-engine';
import type { Condition } from '../../schemas/condition.ts';
import type { Json } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type { Occurrence } from './workload.ts';

const OPERATORS = {
  eq: 'equal',
  ne: 'notEqual',
  in: 'in',
  notIn: 'notIn',
  gt: 'greaterThan',
  gte: 'greaterThanInclusive',
  lt: 'lessThan',
  lte: 'lessThanInclusive',
  contains: 'contains',
  startsWith: 'startsWith',
  exists: 'exists',
} as const;

/** The rules as they would be stored in a file, by event name; each rule's event type is the journey's id. */
export type EngineRules = Record<string, RuleProperties[]>;

export function rulesOf(program: Program): EngineRules {
  const rules: EngineRules = {};
  for (const { id, enter } of Object.values(program.journeys)) {
    if (!('on' in enter)) throw new Error(`${id} is not entered on an event`);
    const own = rules[enter.on] ?? [];
    rules[enter.on] = own;
    own.push({ conditions: topLevel(enter.if ?? { all: [] }), event: { type: id } });
  }
  return rules;
}

/** One Engine per event name. */
export const enginesOf = (rules: EngineRules): Map<string, Engine> =>
  new Map(Object.entries(rules).map(([name, own]) => [name, engineOf(own)]));

function engineOf(rules: RuleProperties[]): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  // Operators first: a rule looks its operators up when it is added.
  engine.addOperator('exists', (value: unknown, wanted: boolean) => (value !== undefined) === wanted);
  engine.addOperator(
    'startsWith',
    (value: unknown, start: string) => typeof value === 'string' && value.startsWith(start),
  );
  for (const rule of rules) engine.addRule(rule);
  return engine;
}

function topLevel(condition: Condition): TopLevelCondition {
  if ('all' in condition) return { all: condition.all.map(nested) };
  if ('any' in condition) return { any: condition.any.map(nested) };
  if ('not' in condition) return { not: nested(condition.not) };
  return { all: [nested(condition)] };
}

function nested(condition: Condition): NestedCondition {
  if ('property' in condition) return leaf(`property:${condition.property}`, condition);
  if ('trait' in condition) return leaf(`trait:${condition.trait}`, condition);
  return topLevel(condition);
}

/** Several operators on one value must all hold. */
function leaf(fact: string, condition: object): NestedCondition {
  const tests = Object.entries(condition).filter(([name]) => name !== 'property' && name !== 'trait');
  const all = tests.map(([name, value]) => {
    if (!isOperator(name)) throw new Error(`no rule for ${name}`);
    return { fact, operator: OPERATORS[name], value };
  });
  const [only] = all;
  return all.length === 1 && only ? only : { all };
}

const isOperator = (name: string): name is keyof typeof OPERATORS => name in OPERATORS;

export type Facts = Record<string, Json>;

/** Plain runtime facts, its fastest kind; made outside the timed part. */
export function factsOf({ event, state }: Occurrence): Facts {
  return Object.fromEntries([
    ...Object.entries(event.properties).map(([name, value]) => [`property:${name}`, value]),
    ...Object.entries(state.traits).map(([name, value]) => [`trait:${name}`, value]),
  ]);
}

/** The ids of the journeys whose rule holds. */
export async function decideByRules(
  engines: ReadonlyMap<string, Engine>,
  name: string,
  facts: Facts,
): Promise<string[]> {
  const engine = engines.get(name);
  if (!engine) return [];
  const { events } = await engine.run(facts);
  return events.map(({ type }) => type);
}
