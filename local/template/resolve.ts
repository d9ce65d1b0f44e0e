// Evaluates a template's intrinsic functions: Ref, GetAtt, Join, Sub, Select, Split, ImportValue, If and the condition
// functions, over several stacks whose exports feed each other's imports.

import { type StackTemplate, section } from './assembly.ts';
import { isObject, type Json, type JsonObject, listAt, need, objectAt, textAt } from './json.ts';
import {
  attributeOf,
  nameResource,
  type Place,
  physicalName,
  propertiesOf,
  type ResourceName,
} from './physical.ts';

export interface Resource {
  stack: string;
  id: string;
  type: string;
  name: string;
  ref: string;
  arn: string;
  properties: JsonObject;
  assets: ReadonlyMap<string, string>;
}

interface Scope {
  stack: StackTemplate;
  place: Place;
  parameters: ReadonlyMap<string, string>;
  exports: ReadonlyMap<string, Json>;
  resources: Map<string, ResourceName>;
}

/** The value of { "Ref": "AWS::NoValue" }, which is removed from the object or list that contains it; never thrown. */
const NO_VALUE = Symbol('AWS::NoValue');
type Value = Json | typeof NO_VALUE;

const INTRINSICS = new Set(['Ref', 'Condition']);
const isIntrinsic = (key: string) => INTRINSICS.has(key) || key.startsWith('Fn::');

/** All resources of all stacks, with every intrinsic replaced by its value. */
export function resolveStacks(
  stacks: readonly StackTemplate[],
  place: Place,
  parameterValues: Readonly<Record<string, string>>,
): Resource[] {
  const exports = new Map<string, Json>();
  const resolved: Resource[] = [];
  for (const stack of stacks) {
    const here = { ...place, region: stack.region ?? place.region, account: place.account };
    const parameters = new Map(
      section(stack.template, 'Parameters').map(([id, body]) => [
        id,
        parameterValues[id] ?? textAt(body.Default) ?? '',
      ]),
    );
    const scope: Scope = { stack, place: here, parameters, exports, resources: new Map() };
    resolved.push(...resolveStack(scope));
    for (const [, output] of section(stack.template, 'Outputs')) {
      const name = evaluate(objectAt(output.Export).Name ?? '', scope);
      const value = evaluate(output.Value ?? null, scope);
      if (typeof name === 'string' && name !== '' && value !== NO_VALUE) exports.set(name, value);
    }
  }
  return resolved;
}

function resolveStack(scope: Scope): Resource[] {
  const bodies = section(scope.stack.template, 'Resources').filter(([, body]) => {
    const condition = textAt(body.Condition);
    return condition === undefined || conditionHolds(condition, scope);
  });
  for (const [id, body] of bodies) nameOf(id, body, scope);
  return bodies.map(([id, body]) => {
    const type = textAt(body.Type) ?? '';
    const name = nameOf(id, body, scope);
    const properties = evaluate(propertiesOf(body), scope);
    return {
      stack: scope.stack.name,
      id,
      type,
      name: physicalName(scope.stack.name, id, type, objectAt(withoutNoValue(properties))),
      ref: name.ref,
      arn: attributeOf(name, type === 'AWS::SNS::Topic' ? 'TopicArn' : 'Arn'),
      properties: objectAt(withoutNoValue(properties)),
      assets: scope.stack.assets,
    };
  });
}

/** A name property may itself be an intrinsic, so it is evaluated on demand and remembered. */
function nameOf(id: string, body: JsonObject, scope: Scope): ResourceName {
  const known = scope.resources.get(id);
  if (known !== undefined) return known;
  const type = textAt(body.Type) ?? '';
  const properties = propertiesOf(body);
  const early: JsonObject = {};
  for (const key of [
    'QueueName',
    'TopicName',
    'TableName',
    'BucketName',
    'FunctionName',
    'Name',
    'RoleName',
  ]) {
    const raw = properties[key];
    if (raw !== undefined) early[key] = withoutNoValue(evaluate(raw, scope));
  }
  early.FifoQueue = properties.FifoQueue;
  const name = nameResource(type, physicalName(scope.stack.name, id, type, early), scope.place);
  scope.resources.set(id, name);
  return name;
}

function conditionHolds(name: string, scope: Scope): boolean {
  const conditions = objectAt(scope.stack.template.Conditions);
  return evaluate(need(conditions[name], `condition ${name}`), scope) === true;
}

const withoutNoValue = (value: Value): Json | undefined => (value === NO_VALUE ? undefined : value);

function evaluate(value: Json, scope: Scope): Value {
  if (Array.isArray(value)) return evaluateList(value, scope);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  if (only !== undefined && keys.length === 1 && isIntrinsic(only))
    return intrinsic(only, value[only] ?? null, scope);
  const result: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    const evaluated = evaluate(child ?? null, scope);
    if (evaluated !== NO_VALUE) result[key] = evaluated;
  }
  return result;
}

function evaluateList(values: Json[], scope: Scope): Json[] {
  return values.flatMap((item) => {
    const evaluated = evaluate(item, scope);
    return evaluated === NO_VALUE ? [] : [evaluated];
  });
}

function intrinsic(name: string, argument: Json, scope: Scope): Value {
  const list = () => {
    const evaluated = evaluate(argument, scope);
    return Array.isArray(evaluated) ? evaluated : [];
  };
  switch (name) {
    case 'Ref':
      return reference(textAt(argument) ?? '', scope);
    case 'Condition':
      return conditionHolds(textAt(argument) ?? '', scope);
    case 'Fn::GetAtt':
      return getAttribute(argument, scope);
    case 'Fn::Join': {
      const [separator, parts] = list();
      return listAt(parts)
        .map((part) => textAt(part) ?? '')
        .join(textAt(separator) ?? '');
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Select': {
      const [index, from] = list();
      return need(listAt(from)[Number(index)], `Fn::Select ${JSON.stringify(argument)}`);
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return (textAt(text) ?? '').split(textAt(separator) ?? ',');
    }
    case 'Fn::ImportValue': {
      const key = textAt(withoutNoValue(evaluate(argument, scope))) ?? '';
      return need(scope.exports.get(key), `export ${key}`);
    }
    case 'Fn::If': {
      const [condition, yes, no] = listAt(argument);
      return evaluate((conditionHolds(textAt(condition) ?? '', scope) ? yes : no) ?? null, scope);
    }
    case 'Fn::Equals': {
      const [left, right] = list();
      return textAt(left) === textAt(right);
    }
    case 'Fn::Not':
      return list()[0] !== true;
    case 'Fn::And':
      return list().every((item) => item === true);
    case 'Fn::Or':
      return list().some((item) => item === true);
    case 'Fn::Base64':
      return Buffer.from(textAt(withoutNoValue(evaluate(argument, scope))) ?? '').toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${scope.place.region}${zone}`);
    default:
      throw new Error(`${scope.stack.name}: ${name} is not known to the local cloud`);
  }
}

function reference(id: string, scope: Scope): Value {
  const { place, stack } = scope;
  const pseudo: Record<string, Value> = {
    'AWS::AccountId': place.account,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
  if (id in pseudo) return pseudo[id] ?? '';
  return scope.parameters.get(id) ?? resourceName(id, scope).ref;
}

function resourceName(id: string, scope: Scope): ResourceName {
  const body = objectAt(scope.stack.template.Resources)[id];
  if (!isObject(body)) throw new Error(`${scope.stack.name}: nothing is called ${id}`);
  return nameOf(id, body, scope);
}

function getAttribute(argument: Json, scope: Scope): Json {
  const path =
    typeof argument === 'string' ? argument.split('.') : listAt(argument).map((part) => textAt(part) ?? '');
  const [id = '', ...attribute] = path;
  return attributeOf(resourceName(id, scope), attribute.join('.'));
}

function substitute(argument: Json, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return (textAt(text) ?? '').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const given = objectAt(variables)[name];
    if (given !== undefined) return textAt(withoutNoValue(evaluate(given, scope))) ?? '';
    const value = name.includes('.') ? getAttribute(name, scope) : withoutNoValue(reference(name, scope));
    return textAt(value) ?? '';
  });
}
