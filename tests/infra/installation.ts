/**
 * The synthesized installation as the tests read it: every resource of the templates, with references followed across
 * stacks, and each function with its permissions.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { type CairnApp, cairnApp } from '../../lib/infra/cairn-app.ts';
import type { Context } from '../../lib/infra/context.ts';

export type Json = Record<string, unknown>;

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly path: string;
  readonly condition?: string;
  readonly deletion?: string;
}

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Json;
}

export interface FunctionGrants {
  readonly name: string;
  readonly resource: Resource;
  readonly role: Resource;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Synthesizes with empty bundles: the templates do not depend on the code. */
export function synthesize(
  change: (built: CairnApp) => void = () => undefined,
  context: Context = {},
): CairnApp {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-synth-'));
  folders.push(folder);
  const functions = join(import.meta.dirname, '..', '..', 'functions');
  for (const name of readdirSync(functions)) {
    mkdirSync(join(folder, 'bundles', name), { recursive: true });
    writeFileSync(join(folder, 'bundles', name, 'index.js'), `exports.handler = '${name}';\n`);
  }
  const built = cairnApp({ outdir: join(folder, 'cdk.out'), bundles: join(folder, 'bundles'), context });
  change(built);
  built.app.synth();
  return built;
}

export class Installation {
  readonly resources: readonly Resource[];
  readonly built: CairnApp;
  private readonly exports = new Map<string, string>();

  constructor(context: Context = {}) {
    this.built = synthesize(undefined, context);
    const { profiles, money, sending, intake, operating } = this.built;
    this.resources = [profiles, money, sending, intake, operating].flatMap((stack) => {
      const template = Template.fromStack(stack).toJSON() as { Resources: Json; Outputs?: Json };
      for (const output of Object.values(template.Outputs ?? {}) as {
        Value: unknown;
        Export?: { Name: string };
      }[]) {
        if (output.Export) this.exports.set(output.Export.Name, this.nameOf(output.Value, stack.stackName));
      }
      return Object.entries(template.Resources).map(([id, body]) =>
        resourceOf(stack.stackName, id, body as Json),
      );
    });
  }

  of(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  find(name: string): Resource | undefined {
    return this.resources.find((resource) => `${resource.stack}/${resource.id}` === name);
  }

  /**
   * The meaning of a template value: `Stack/LogicalId` of the resource it refers to, followed by what is appended to
   * it (`/index/wake-index`, `/*`); a plain string is returned unchanged.
   */
  nameOf(value: unknown, stack: string): string {
    if (typeof value === 'string') return value;
    const [[operator, operand] = []] = Object.entries(value as Json) as [string, unknown][];
    if (operator === 'Ref')
      return String(operand).startsWith('AWS::') ? `<${String(operand)}>` : `${stack}/${String(operand)}`;
    if (operator === 'Fn::GetAtt') return `${stack}/${(operand as string[])[0]}`;
    if (operator === 'Fn::ImportValue')
      return this.exports.get(String(operand)) ?? `unknown export ${String(operand)}`;
    if (operator === 'Fn::Join') {
      const [separator, parts] = operand as [string, unknown[]];
      return parts.map((part) => this.nameOf(part, stack)).join(separator);
    }
    if (operator === 'Fn::If')
      return (operand as unknown[])
        .slice(1)
        .map((branch) => this.nameOf(branch, stack))
        .join(' or ');
    return JSON.stringify(value);
  }

  functions(): FunctionGrants[] {
    return this.of('AWS::Lambda::Function').map((resource) => {
      const { stack } = resource;
      const role = this.find(this.nameOf(resource.properties['Role'], stack));
      if (!role) throw new Error(`${resource.id} has no role`);
      const variables = (resource.properties['Environment'] as { Variables: Json }).Variables;
      return {
        name: resource.path.split('/')[1] ?? '',
        resource,
        role,
        environment: Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [name, this.nameOf(value, stack)]),
        ),
        statements: this.statementsOf(role),
      };
    });
  }

  /** Statements of the policies on a role: its own, and those attached to it. */
  private statementsOf(role: Resource): Statement[] {
    const roleName = `${role.stack}/${role.id}`;
    const own = this.of('AWS::IAM::Policy').filter(({ properties, stack }) =>
      (properties['Roles'] as unknown[]).some((name) => this.nameOf(name, stack) === roleName),
    );
    const attached = ((role.properties['ManagedPolicyArns'] as unknown[]) ?? []).map((arn) => {
      const policy = this.find(this.nameOf(arn, role.stack));
      if (!policy) throw new Error(`${role.id} has a policy that is not ours`);
      return policy;
    });
    return [...own, ...attached].flatMap((policy) => this.statementsIn(policy, 'PolicyDocument'));
  }

  statementsIn(policy: Resource, field: string): Statement[] {
    const document = policy.properties[field] as { Statement: Json[] };
    return document.Statement.filter((statement) => statement['Effect'] === 'Allow').map((statement) => ({
      actions: list(statement['Action']) as string[],
      resources: list(statement['Resource']).map((resource) => this.nameOf(resource, policy.stack)),
      ...(statement['Condition'] ? { condition: statement['Condition'] as Json } : {}),
    }));
  }
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function resourceOf(stack: string, id: string, body: Json): Resource {
  const metadata = (body['Metadata'] ?? {}) as Json;
  return {
    stack,
    id,
    type: String(body['Type']),
    properties: (body['Properties'] ?? {}) as Json,
    path: String(metadata['aws:cdk:path'] ?? id),
    ...(body['DeletionPolicy'] ? { deletion: String(body['DeletionPolicy']) } : {}),
    ...(body['Condition'] ? { condition: String(body['Condition']) } : {}),
  };
}
