/**
 * Asks the synthesized role of a function whether it allows a call, and records which grants were needed. Results are
 * memoised by what a policy can distinguish, so that a thousand writes to one table cost one simulation.
 */
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { JsonObject } from '../../../local/template/json.ts';
import type { Call, Context, Place } from './requests.ts';
import { type FunctionRole, type Grant, inWords } from './roles.ts';

interface Answer {
  readonly allowed: boolean;
  readonly grants: readonly Grant[];
}

export class Authorizer {
  /** By function: the grants that were needed, as text. */
  readonly used = new Map<string, Set<string>>();
  readonly #account: string;
  readonly #resourcePolicies: ReadonlyMap<string, JsonObject>;
  readonly #answers = new Map<FunctionRole, Map<string, Answer>>();

  constructor({ account }: Place, resourcePolicies: ReadonlyMap<string, JsonObject>) {
    this.#account = account;
    this.#resourcePolicies = resourcePolicies;
  }

  allows(role: FunctionRole, call: Call): boolean {
    const answers = this.#answers.get(role) ?? new Map<string, Answer>();
    this.#answers.set(role, answers);
    const key = JSON.stringify(call);
    const answer = answers.get(key) ?? this.#ask(role, call);
    answers.set(key, answer);
    const used = this.used.get(role.name) ?? new Set<string>();
    this.used.set(role.name, used);
    if (answer.allowed) for (const grant of answer.grants) used.add(inWords(grant));
    return answer.allowed;
  }

  #ask(role: FunctionRole, call: Call): Answer {
    if (!this.#simulate(role.roleArn, role.policies, call)) return { allowed: false, grants: [] };
    const grants = role.grants.filter((grant) => this.#simulate(role.roleArn, [policyOf(grant)], call));
    return { allowed: true, grants };
  }

  #simulate(principal: string, policies: readonly JsonObject[], call: Call): boolean {
    const { action, resource, context } = call;
    const owner = action.startsWith('s3:') ? resource.replace(/\/.*$/s, '') : resource;
    const resourcePolicy = this.#resourcePolicies.get(owner);
    const result = runUnsafeSimulation(
      {
        request: {
          principal,
          action,
          resource: { resource, accountId: this.#account },
          contextVariables: mutable(context),
        },
        identityPolicies: policies.map((policy, index) => ({ name: String(index), policy })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy ? { resourcePolicy: unvalidated(resourcePolicy, owner) } : {}),
      },
      {},
    );
    return result === 'Allowed';
  }
}

const policyOf = ({ action, resource, condition }: Grant): JsonObject => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: action, Resource: resource, ...(condition && { Condition: condition }) },
  ],
});

const mutable = (context: Context): Record<string, string | string[]> => ({ ...context });

/** A policy must carry a name in this form: without one, the simulation of a resource's policy fails. */
const unvalidated = (policyDocument: JsonObject, name: string) => ({
  __validated: true,
  policyDocument,
  metadata: { name },
});
