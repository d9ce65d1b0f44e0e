// Entry on an event, if a condition holds for it.
import type { Condition } from '../../../../schemas/condition.ts';
import type { EntryModule, Equality } from './entry-module.ts';

export const on: EntryModule<'on'> = {
  event: (entry) => entry.on,
  conditions: (entry) => (entry.if ? [{ path: ['if'], condition: entry.if }] : []),
  compile({ if: condition }, compiler) {
    if (!condition) return {};
    const demand = firstEquality(condition);
    const left = demand ? without(condition, demand) : condition;
    return { demand, enterIf: left && compiler.test(left), whole: condition };
  },
  rule: (entry, inWords) => `Entered on "${entry.on}"${entry.if ? ` if ${inWords(entry.if)}` : ''}`,
  silence: (entry, happened) =>
    happened(entry.on)
      ? `"${entry.on}" happened, but not since this journey was published, or its condition asks for other values.`
      : `"${entry.on}", on which it is entered, has not happened to this person.`,
};

/**
 * An equality on a property without which the condition cannot hold: the condition itself, or one part of its `all`.
 */
function firstEquality(c: Condition): Equality | undefined {
  if ('property' in c) return c.eq === undefined ? undefined : c;
  if (!('all' in c && Array.isArray(c.all))) return undefined;
  for (const each of c.all) {
    const found = firstEquality(each);
    if (found) return found;
  }
  return undefined;
}

/** The condition without an equality that is known to hold; undefined: nothing remains. */
function without(c: Condition, equality: Equality): Condition | undefined {
  const isAll = Object.keys(equality).length === 2;
  if (!isAll) return c;
  if (c === equality) return undefined;
  if (!('all' in c && Array.isArray(c.all))) return c;
  const left = c.all.filter((each) => each !== equality);
  return left.length > 1 ? { all: left } : left[0];
}
