/**
 * The synthesized roles as the local cloud resolves them: each function's own and attached policies, and the policies
 * of keys, queues, topics and buckets.
 */
import { accessKeyOf } from '../../../local/functions/environment.ts';
import {
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  textAt,
  textsAt,
} from '../../../local/template/json.ts';
import type { Resource } from '../../../local/template/resolve.ts';

/** One action on one resource, as a statement of its own. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly condition: JsonObject | undefined;
}

export interface FunctionRole {
  /** The construct's name, such as StepProfile. */
  readonly name: string;
  readonly functionArn: string;
  readonly functionName: string;
  readonly accessKey: string;
  readonly roleArn: string;
  readonly policies: readonly JsonObject[];
  readonly grants: readonly Grant[];
}

const either = (value: Json | undefined): string[] => textsAt(Array.isArray(value) ? value : [value ?? null]);

/** A policy that is attached but not in the templates, such as one managed by AWS, cannot be evaluated. */
export function rolesIn(resources: readonly Resource[]): FunctionRole[] {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const roles = of('AWS::IAM::Role');
  return of('AWS::Lambda::Function').map((fn) => {
    const role = roles.find(({ arn }) => arn === textAt(fn.properties.Role));
    if (role === undefined) throw new Error(`${fn.id} has no role in the templates`);
    const attached = textsAt(role.properties.ManagedPolicyArns).map((ref) => {
      const policy = of('AWS::IAM::ManagedPolicy').find((candidate) => candidate.ref === ref);
      if (policy === undefined) throw new Error(`${role.id}: ${ref} is not a policy of the templates`);
      return policy;
    });
    const own = of('AWS::IAM::Policy').filter(({ properties }) =>
      textsAt(properties.Roles).includes(role.ref),
    );
    const inline = listAt(role.properties.Policies).map((policy) => objectAt(policy).PolicyDocument);
    const documents = [...own, ...attached].map(({ properties }) => properties.PolicyDocument);
    const policies = [...documents, ...inline].map(objectAt);
    return {
      name: fn.id.replace(/Function[0-9A-F]{8}$/, ''),
      functionArn: fn.arn,
      functionName: fn.name,
      accessKey: accessKeyOf(fn.name),
      roleArn: role.arn,
      policies,
      grants: policies.flatMap(grantsOf),
    };
  });
}

function grantsOf(policy: JsonObject): Grant[] {
  return listAt(policy.Statement)
    .map(objectAt)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource: on, Condition }) =>
      either(Action).flatMap((action) =>
        either(on).map((resource) => ({
          action,
          resource,
          condition: Condition === undefined ? undefined : objectAt(Condition),
        })),
      ),
    );
}

/** The policies of resources, by the ARN of the key, queue, topic or bucket. */
export function resourcePoliciesIn(resources: readonly Resource[]): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  const add = (refs: readonly string[], policy: Json | undefined) => {
    for (const { ref, arn } of resources) if (refs.includes(ref)) found.set(arn, objectAt(policy));
  };
  for (const { type, ref, properties } of resources) {
    if (type === 'AWS::KMS::Key') add([ref], properties.KeyPolicy);
    if (type === 'AWS::SQS::QueuePolicy') add(textsAt(properties.Queues), properties.PolicyDocument);
    if (type === 'AWS::SNS::TopicPolicy') add(textsAt(properties.Topics), properties.PolicyDocument);
    if (type === 'AWS::S3::BucketPolicy') add(either(properties.Bucket), properties.PolicyDocument);
  }
  return found;
}

export function inWords({ action, resource, condition }: Grant): string {
  const where = condition ? ` if ${JSON.stringify(condition).replaceAll('"', '')}` : '';
  return `${action} on ${resource.split(':').slice(5).join(':')}${where}`;
}
