// The contract of every kind of condition: it is found, checked, hashed, compiled, re-evaluated and put into words
// wherever it occurs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { causesOf } from '../../../lib/domain/actor/causes.ts';
import { foldBatch } from '../../../lib/domain/actor/fold.ts';
import { ConditionCompiler } from '../../../lib/domain/condition/compile.ts';
import { conditions, moduleOf } from '../../../lib/domain/condition/kinds/kinds.ts';
import type { Place } from '../../../lib/domain/condition/module.ts';
import type { Subject } from '../../../lib/domain/condition/subject.ts';
import { readsCounters, walkCondition } from '../../../lib/domain/condition/walk.ts';
import { conditionInWords, metInWords } from '../../../lib/domain/condition/words.ts';
import { type Finding, pointerOf } from '../../../lib/domain/finding.ts';
import type { Reason } from '../../../lib/domain/profile/history.ts';
import { newProfile, type ProfileState } from '../../../lib/domain/profile/state.ts';
import { checkCondition } from '../../../lib/domain/program/check-conditions.ts';
import { type CompiledProgram, compileProgram } from '../../../lib/domain/program/compile.ts';
import { hashOperands } from '../../../lib/domain/program/hash-operands.ts';
import { Condition } from '../../../schemas/condition.ts';
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { conditionSamples, conditionsOf } from '../../support/conditions/kinds.ts';
import { SEALED_OPERAND } from '../../support/conditions/samples.ts';
import { DAY, event, identify, MINUTE, programOf, sealed, T0, USER, waiting } from './person.ts';

const segments = {
  regular: { id: 'regular', if: { did: 'A', times: { gte: 2 }, within: 'P7D' } },
  lucky: { id: 'lucky', if: { trait: 'x', gt: 0 } },
};
const programWith = (condition: Condition) =>
  programOf(
    { j: { enter: { on: 'A', if: condition }, ...waiting('P1D') } },
    { segments, sealed: ['street'] },
  );
const kinds = Object.entries(conditionSamples);

/** Conditions of the kind: its samples and random ones, with all kinds inside. */
function conditionsOfKind(kind: string): Condition[] {
  const { samples = [], sealed: compared = [], arbitrary } = conditionSamples[kind] ?? {};
  const inside = conditionsOf(Object.values(conditionSamples));
  const random = arbitrary ? fc.sample(arbitrary(inside), { numRuns: 20, seed: 7 }) : [];
  return [...samples, ...compared, ...random];
}

/** Every condition in a condition's JSON, by its path: found by its form, whatever the modules declare. */
function nested(json: unknown, path: PropertyKey[] = []): [PropertyKey[], object][] {
  if (typeof json !== 'object' || json === null) return [];
  const inside = Object.entries(json).flatMap(([key, value]) =>
    nested(value, [...path, Array.isArray(json) ? Number(key) : key]),
  );
  return !Array.isArray(json) && Condition.safeParse(json).success ? [[path, json], ...inside] : inside;
}

/** The condition with another one at a path. */
function withAt(condition: Condition, [key, ...rest]: PropertyKey[], child: object): Condition {
  if (key === undefined) return child as Condition;
  const copy = structuredClone(condition) as unknown as Record<PropertyKey, Condition>;
  copy[key] = withAt(copy[key] as Condition, rest, child);
  return copy as unknown as Condition;
}

function check(condition: Condition, place: Place): string[] {
  const findings: Finding[] = [];
  checkCondition(condition, place, [], {
    program: programWith({ did: 'A' }),
    file: 'f',
    findings,
    warnings: [],
  });
  return findings.map(({ pointer }) => pointer);
}

/** Paths from a kind's schema to the places where a condition may occur; a place in a list is `*`. */
function places(schema: unknown, path: string[] = []): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if ('$ref' in schema) return [path.join('/')];
  const { properties = {}, items } = schema as { properties?: object; items?: unknown };
  return [
    ...Object.entries(properties).flatMap(([name, each]) => places(each, [...path, name])),
    ...places(items, [...path, '*']),
  ];
}

function placesOfKind(kind: string): string[] {
  const text = JSON.stringify(z.toJSONSchema(Condition, { io: 'input', unrepresentable: 'any' }));
  const found: string[] = [];
  JSON.parse(text, (_, value) => {
    if (value?.properties && kind in value.properties && value.required?.includes(kind))
      found.push(...places(value));
    return value;
  });
  return found;
}

/** Signs of a sentence built from the wrong value: JSON appears if a condition was printed as it is. */
const NOT_IN_WORDS = /undefined|\[object|^$|\{"\w+":/;

describe.each(kinds)('the condition "%s"', (kind, { samples, mistakes, sealed: compared }) => {
  const all = conditionsOfKind(kind);

  test('has samples that its schema and check accept, in every place of an inner condition', () => {
    for (const c of [...samples, ...compared, ...mistakes.map(([mistake]) => mistake)])
      expect(Condition.safeParse(c).success, JSON.stringify(c)).toBe(true);
    for (const c of [...samples, ...compared]) {
      expect(check(c, 'trigger'), JSON.stringify(c)).toEqual([]);
      expect(moduleOf(c)).toBe((conditions as Record<string, unknown>)[kind]);
    }
    const filled = samples.flatMap((c) => nested(c).map(([path]) => path));
    const forms = filled.map((path) => path.map((key) => (typeof key === 'number' ? '*' : key)).join('/'));
    expect(forms).toEqual(expect.arrayContaining(placesOfKind(kind)));
  });

  test('is refused with a pointer where it is a mistake', () => {
    for (const [c, pointer] of mistakes) expect(check(c, 'trigger'), JSON.stringify(c)).toContain(pointer);
  });

  test('reports every condition in it', () => {
    for (const c of all) {
      const visited: [PropertyKey[], object][] = [];
      walkCondition(c, 'trigger', (each, path) => visited.push([[...path], each]));
      expect(visited).toEqual(nested(c));
    }
  });

  test('has every condition in it checked', () => {
    for (const c of all)
      for (const [path] of nested(c)) {
        const pointers = check(withAt(c, path, { segment: 'missing' }), 'trigger');
        expect(pointers.some((each) => each.startsWith(pointerOf(path)))).toBe(true);
        expect(check(withAt(c, path, { moon: 'full' }), 'trigger')).toContain(pointerOf(path));
      }
  });

  test('keeps no operand in plain that is compared with a sealed value, nor does any condition in it', async () => {
    const hash = async () => 'HASH';
    const operand = { property: 'email', eq: SEALED_OPERAND };
    const planted = all.flatMap((c) => nested(c).map(([path]) => withAt(c, path, operand)));
    for (const c of [...compared, ...planted]) {
      const { journeys } = await hashOperands(programWith(c), hash);
      expect(JSON.stringify(c)).toContain(SEALED_OPERAND);
      const { enter } = journeys['j'] ?? {};
      expect(JSON.stringify(enter)).toBe(
        JSON.stringify(programWith(c).journeys['j']?.enter).replaceAll(SEALED_OPERAND, '$hash:HASH'),
      );
    }
  });

  test('compiles, and its reasons are in words', () => {
    for (const c of all) {
      const compiler = new ConditionCompiler(segments);
      const { test: holds } = compiler.compile(c);
      const why: Reason[] = [];
      const subject = { state: newProfile(USER), properties: {}, at: T0, purpose: 'marketing' };
      expect(holds(subject, why)).toBe(holds(subject));
      expect(why).not.toEqual([]);
      for (const { if: rule, value } of why)
        expect(`${conditionInWords(rule)}${metInWords(rule, value)}`).not.toMatch(NOT_IN_WORDS);
      expect(conditionInWords(c)).not.toMatch(NOT_IN_WORDS);
      if (compiler.counters.size) expect(readsCounters(c)).toBe(true);
    }
  });

  test('never holds with a part of an unknown kind, whatever surrounds it', () => {
    for (const c of all)
      for (const [path] of nested(c)) {
        const unknown = withAt(c, path, { moon: 'full' });
        const compiler = new ConditionCompiler(segments);
        const subject = { state: newProfile(USER), properties: {}, at: T0, purpose: 'marketing' };
        for (const each of [unknown, { not: unknown }]) {
          expect(compiler.test(each)(subject), JSON.stringify(each)).toBe(false);
          expect(compiler.compile(each).test(subject, [])).toBe(false);
        }
      }
  });

  test('changes by time only when it declares so, and by events only if it declares their cause', () => {
    for (const c of all) {
      const { test: holds, dependsOn, nextFlip } = new ConditionCompiler(segments).compile(c);
      const program = compileProgram(programWith(c), 1);
      for (const past of pasts)
        followed(program, past, ({ before, after, message }) => {
          const { at } = after;
          if (holds(before) !== holds(after))
            expect(
              causesOf(message).some((cause) => dependsOn.has(cause)),
              JSON.stringify(c),
            ).toBe(true);
          const next = nextFlip?.(after) ?? Number.POSITIVE_INFINITY;
          for (const later of LATER)
            if (at + later < next)
              expect(holds({ ...after, at: at + later }), JSON.stringify(c)).toBe(holds(after));
        });
    }
  });
});

const LATER = [1, MINUTE, 45 * MINUTE, DAY / 4, DAY, 9 * DAY];

const message: fc.Arbitrary<(at: number) => EventMessage> = fc
  .tuple(
    fc.constantFrom('A', 'B', 'traits', 'Consent Given', 'Consent Withdrawn', 'device'),
    fc.integer({ min: -1, max: 2 }),
    fc.constantFrom('email', 'sms', 'push'),
  )
  .map(([name, x, channel]) => (at) => {
    if (name === 'traits') return identify(at, { x, email: sealed('e'), phone: sealed('p') });
    if (name === 'device')
      return event('Opened', at, { context: { device: { token: sealed('t'), type: 'ios' } } });
    return event(name, at, { properties: name.startsWith('C') ? { purpose: 'marketing', channel } : { x } });
  });

/** What happened to some people: messages with the time between them. */
const pasts = fc.sample(
  fc.array(fc.tuple(fc.constantFrom(MINUTE, 40 * MINUTE, DAY / 3, 5 * DAY), message), {
    minLength: 4,
    maxLength: 8,
  }),
  { numRuns: 6, seed: 11 },
);

/** Folds a past; yields the profile before and after each message, both evaluated at the message's time. */
function followed(
  program: CompiledProgram,
  past: (typeof pasts)[number],
  show: (seen: { before: Subject; after: Subject; message: EventMessage }) => void,
): void {
  let state: ProfileState | undefined;
  let at = T0;
  for (const [pause, make] of past) {
    at += pause;
    const one = make(at);
    const { state: next } = foldBatch({
      program,
      profile: USER,
      before: state && { state, tail: [] },
      messages: [one],
      now: at,
      inPages: new Set(),
    });
    const subject = { at, purpose: 'marketing' };
    show({
      before: { ...subject, state: state ?? newProfile(USER) },
      after: { ...subject, state: next },
      message: one,
    });
    state = next;
  }
}
