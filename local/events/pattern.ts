// Matches an event against an EventBridge event pattern. Names and meanings as in the EventBridge user guide.

import { isObject, type Json, type JsonObject, listAt, objectAt, textAt } from '../template/json.ts';

export function matchesPattern(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return listAt(expected).some((choice) => matchesPattern(objectAt(choice), event));
    const actual = event[key];
    if (isObject(expected)) return matchesPattern(expected, objectAt(actual));
    return listAt(expected).some((choice) => matchesChoice(choice, actual));
  });
}

/** An array in the event matches when one of its elements does. */
function matchesChoice(choice: Json, actual: Json | undefined): boolean {
  if (isObject(choice)) return matchesFilter(choice, actual);
  if (Array.isArray(actual)) return actual.some((item) => item === choice);
  return actual === choice;
}

function matchesFilter(filter: JsonObject, actual: Json | undefined): boolean {
  const [[operator, argument] = ['', undefined]] = Object.entries(filter);
  if (operator === 'exists') return (actual !== undefined && !isObject(actual)) === (argument === true);
  if (operator === 'anything-but') return actual !== undefined && !matchesAnythingBut(argument, actual);
  const values = Array.isArray(actual) ? actual : [actual];
  return values.some((value) => matchesValue(operator, argument, value));
}

function matchesAnythingBut(argument: Json | undefined, actual: Json): boolean {
  const choices = Array.isArray(argument) ? argument : [argument ?? null];
  return choices.some((choice) => matchesChoice(choice, actual));
}

function matchesValue(operator: string, argument: Json | undefined, value: Json | undefined): boolean {
  const text = typeof value === 'string' ? value : undefined;
  const wanted = textAt(argument);
  switch (operator) {
    case 'prefix':
      return matchesText(argument, text, (have, want) => have.startsWith(want));
    case 'suffix':
      return matchesText(argument, text, (have, want) => have.endsWith(want));
    case 'equals-ignore-case':
      return text !== undefined && text.toLowerCase() === wanted?.toLowerCase();
    case 'wildcard':
      return text !== undefined && wildcard(wanted ?? '').test(text);
    case 'numeric':
      return typeof value === 'number' && matchesNumeric(listAt(argument), value);
    default:
      throw new Error(`event pattern operator ${operator} is not known to the local cloud`);
  }
}

function matchesText(
  argument: Json | undefined,
  text: string | undefined,
  test: (have: string, want: string) => boolean,
): boolean {
  if (text === undefined) return false;
  if (isObject(argument)) {
    const want = textAt(argument['equals-ignore-case']) ?? '';
    return test(text.toLowerCase(), want.toLowerCase());
  }
  return test(text, textAt(argument) ?? '');
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function matchesNumeric(conditions: Json[], value: number): boolean {
  for (let index = 0; index + 1 < conditions.length; index += 2) {
    const bound = Number(conditions[index + 1]);
    const holds =
      {
        '=': value === bound,
        '<': value < bound,
        '<=': value <= bound,
        '>': value > bound,
        '>=': value >= bound,
      }[String(conditions[index])] ?? false;
    if (!holds) return false;
  }
  return true;
}
