// json-logic-engine's side: the same conditions as JSON Logic, each compiled by its `build`, by event name, so that
// it has the same first index. What JSON Logic has no operator for is expressed as briefly as possible.
import { LogicEngine } from 'json-logic-engine';
import type { Condition } from '../../schemas/condition.ts';
import type { Json } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import type { Occurrence } from './workload.ts';

export type Logic = { [operator: string]: Logic | Json | (Logic | Json)[] };

/** One rule per journey, as it would be stored in a file: `on` is the index, `logic` in JSON Logic. */
export interface LogicRule {
  id: string;
  on: string;
  logic: Logic | true;
}

export interface BuiltRule {
  id: string;
  test: (data: LogicData) => unknown;
}
export type BuiltRules = Map<string, BuiltRule[]>;

export interface LogicData {
  property: Readonly<Record<string, Json>>;
  trait: Readonly<Record<string, Json>>;
}

export function logicOf(program: Program): LogicRule[] {
  return Object.values(program.journeys).map(({ id, enter }) => {
    if (!('on' in enter)) throw new Error(`${id} is not entered on an event`);
    return { id, on: enter.on, logic: enter.if ? translated(enter.if) : true };
  });
}

export function buildLogic(rules: readonly LogicRule[]): BuiltRules {
  const engine = new LogicEngine();
  const built: BuiltRules = new Map();
  for (const { id, on, logic } of rules) {
    const rule = { id, test: engine.build(logic) as BuiltRule['test'] };
    const known = built.get(on);
    if (known) known.push(rule);
    else built.set(on, [rule]);
  }
  return built;
}

function translated(condition: Condition): Logic {
  if ('all' in condition) return { and: condition.all.map(translated) };
  if ('any' in condition) return { or: condition.any.map(translated) };
  if ('not' in condition) return { '!': translated(condition.not) };
  if ('property' in condition) return leaf(['property', condition.property], condition);
  if ('trait' in condition) return leaf(['trait', condition.trait], condition);
  throw new Error(`no rule for ${Object.keys(condition)}`);
}

/** Several operators on one value must all hold. */
function leaf(path: string[], condition: object): Logic {
  const tests = Object.entries(condition).filter(([name]) => name !== 'property' && name !== 'trait');
  const all = tests.map(([name, value]) => operator(path, name, value as Json));
  const [only] = all;
  return all.length === 1 && only ? only : { and: all };
}

function operator(path: string[], name: string, operand: Json): Logic {
  const value = { val: path };
  switch (name) {
    case 'eq':
      return { '===': [value, operand] };
    case 'ne':
      return { '!==': [value, operand] };
    case 'in':
      return { in: [value, operand] };
    case 'gt':
      return { '>': [value, operand] };
    case 'gte':
      return { '>=': [value, operand] };
    case 'lt':
      // An absent value would count as 0.
      return { and: [{ '!==': [value, null] }, { '<': [value, operand] }] };
    case 'contains':
      return { in: [operand, value] };
    case 'startsWith':
      return { '===': [{ substr: [value, 0, String(operand).length] }, operand] };
    case 'exists':
      return operand ? { exists: path } : { '!': { exists: path } };
    default:
      throw new Error(`no rule for ${name}`);
  }
}

/** Made outside the timed part. */
export const dataOf = ({ event, state }: Occurrence): LogicData => ({
  property: event.properties,
  trait: state.traits,
});

/** The ids of the journeys whose rule holds. */
export function decideByLogic(rules: BuiltRules, name: string, data: LogicData): string[] {
  const entered: string[] = [];
  for (const { id, test } of rules.get(name) ?? []) if (test(data)) entered.push(id);
  return entered;
}
