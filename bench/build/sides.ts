// The work between a program as stored and something that can decide, for each side: from the text of its own format.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { artefactOf } from '../../lib/domain/program/artefact.ts';
import { compileProgram } from '../../lib/domain/program/compile.ts';
import { decide } from '../decisions/cairn.ts';
import { buildLogic, dataOf, decideByLogic, type LogicRule, logicOf } from '../decisions/json-logic.ts';
import { decideByRules, type EngineRules, enginesOf, factsOf, rulesOf } from '../decisions/rules-engine.ts';
import { judgingAll, type Occurrence, type Workload } from '../decisions/workload.ts';

export const SHOWN = {
  rules: 'json-rules-engine',
  logic: 'json-logic-engine, build',
  cairn: 'Cairn: load and compile',
} as const;
export type SideName = keyof typeof SHOWN;

/** Decides one occurrence: returns the ids of the journeys it enters. */
export type Decide = (occurrence: Occurrence) => string[] | Promise<string[]>;

export interface BuildSide {
  /** Bytes of the stored text. */
  bytes: number;
  build(): Promise<Decide>;
  /** Together they judge every journey once, or more often where Cairn's index does not tell journeys apart. */
  first: Occurrence[];
}

/**
 * Cairn's side does what a function does at its first message: the store's own load over the artefact's text, and
 * compiling.
 */
export function sidesOf(workload: Workload): Record<SideName, BuildSide> {
  const { program } = workload;
  const names = judgingAll(workload, 'name');
  const [artefact, rules, logic] = [artefactOf(program), rulesOf(program), logicOf(program)].map((each) =>
    JSON.stringify(each),
  ) as [string, string, string];
  const objects = { get: async () => artefact, put: async () => undefined };
  const store = dynamoProgramStore(new DynamoDBClient({ region: 'us-east-1' }), 'system', objects);
  return {
    rules: {
      bytes: rules.length,
      first: names,
      async build() {
        const engines = enginesOf(JSON.parse(rules) as EngineRules);
        return (occurrence) => decideByRules(engines, occurrence.event.name, factsOf(occurrence));
      },
    },
    logic: {
      bytes: logic.length,
      first: names,
      async build() {
        const built = buildLogic(JSON.parse(logic) as LogicRule[]);
        return (occurrence) => decideByLogic(built, occurrence.event.name, dataOf(occurrence));
      },
    },
    cairn: {
      bytes: artefact.length,
      first: judgingAll(workload, 'category'),
      async build() {
        const compiled = compileProgram(await store.load('hash'), 1);
        return (occurrence) => decide(compiled, occurrence);
      },
    },
  };
}
