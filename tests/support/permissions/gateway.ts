/**
 * The gateway of the integration tests: every SDK call of every function passes only if the synthesized role of that
 * function allows it. A refusal aborts what the test waits for, so that the test fails with the reason and not with a
 * timeout.
 */
import type { Endpoints } from '../../../local/functions/environment.ts';
import { callerOf, Relay, type RelayAnswer, type RelayRequest } from '../../../local/relay.ts';
import type { Resource } from '../../../local/template/resolve.ts';
import { Authorizer } from './authorizer.ts';
import { OnBehalf } from './on-behalf.ts';
import { refusal } from './refusal.ts';
import { type Call, call, type Place, type Protocol, wantedBy } from './requests.ts';
import { type FunctionRole, resourcePoliciesIn, rolesIn } from './roles.ts';

export interface GatewayOptions {
  /** For tests of the effects of a refusal: it aborts nothing. */
  readonly goesOn?: boolean;
}

interface Installed {
  readonly place: Place;
  /** By access key. */
  readonly roles: Map<string, FunctionRole>;
  readonly authorizer: Authorizer;
  readonly behalf: OnBehalf;
}

export class PermissionGateway {
  readonly refusals: string[] = [];
  readonly #allowed = new Map<string, number>();
  readonly #options: GatewayOptions;
  readonly #aborter = new AbortController();
  #relay: Relay | undefined;
  #installed: Installed | undefined;

  constructor(options: GatewayOptions = {}) {
    this.#options = options;
  }

  /** Aborted by the first refusal. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** The grants of every role, and which of them were needed. */
  get grants(): { role: FunctionRole; used: ReadonlySet<string> }[] {
    const { roles, authorizer } = this.#installed ?? {};
    return [...(roles?.values() ?? [])].map((role) => ({
      role,
      used: authorizer?.used.get(role.name) ?? new Set(),
    }));
  }

  async open(emulators: Endpoints, resources: readonly Resource[]): Promise<Endpoints> {
    const place = placeOf(resources);
    const roles = rolesIn(resources);
    const installed: Installed = {
      place,
      roles: new Map(roles.map((role) => [role.accessKey, role])),
      authorizer: new Authorizer(place, resourcePoliciesIn(resources)),
      behalf: new OnBehalf(resources, place),
    };
    this.#installed = installed;
    for (const role of roles) {
      for (const asked of installed.behalf.ofLambda(role)) this.#check(installed, role, asked);
    }
    this.#relay = new Relay((asked, pass) => this.#answer(installed, asked, pass));
    return this.#relay.open(emulators);
  }

  /** How often the function was allowed the action. */
  timesAllowed(name: string, action: string): number {
    return this.#allowed.get(`${name} ${action}`) ?? 0;
  }

  /** Plants a fault: removes an action from a function's role. The returned function restores it. */
  revoke(name: string, action: string): () => void {
    const { roles } = this.#installed ?? {};
    const role = [...(roles?.values() ?? [])].find((candidate) => candidate.name === name);
    if (!role?.grants.some((grant) => grant.action === action)) throw new Error(`${name} has no ${action}`);
    roles?.set(role.accessKey, without(role, action));
    return () => roles?.set(role.accessKey, role);
  }

  async close(): Promise<void> {
    await this.#relay?.close();
  }

  async #answer(
    installed: Installed,
    asked: RelayRequest,
    pass: () => Promise<RelayAnswer>,
  ): Promise<RelayAnswer> {
    const role = installed.roles.get(callerOf(asked));
    const { protocol, calls } = wantedBy(asked, installed.place);
    if (role === undefined || calls.length === 0) {
      const what = `${asked.headers['x-amz-target'] ?? `${asked.method} ${asked.path}`}`;
      return this.#refuse(
        protocol,
        `${role?.name ?? callerOf(asked)}: the gateway has no permission for ${what}`,
      );
    }
    const needed = calls.flatMap((one) => [one, ...installed.behalf.ofService(one)]);
    const refused = needed
      .map((one) => this.#check(installed, role, one))
      .find((message) => message !== undefined);
    if (refused !== undefined) return refusal(protocol, refused);
    const answer = await pass();
    const missing = missingObject(calls, answer);
    const unseen = missing && this.#check(installed, role, missing);
    return unseen === undefined ? answer : refusal(protocol, unseen);
  }

  /** The text of the refusal, undefined when the role allows the call. */
  #check({ authorizer }: Installed, role: FunctionRole, asked: Call): string | undefined {
    if (authorizer.allows(role, asked)) {
      const key = `${role.name} ${asked.action}`;
      this.#allowed.set(key, (this.#allowed.get(key) ?? 0) + 1);
      return undefined;
    }
    const message = `${role.name} is not authorized to perform: ${asked.action} on resource: ${asked.resource}`;
    this.#refuse('json', message);
    return message;
  }

  #refuse(protocol: Protocol, message: string): RelayAnswer {
    if (!this.refusals.includes(message)) this.refusals.push(message);
    if (!this.#options.goesOn) this.#aborter.abort(new Error(`AccessDenied: ${message}`));
    return refusal(protocol, message);
  }
}

/** S3 reports a missing object only to callers that may list the bucket; others get 403. */
function missingObject(calls: readonly Call[], { status }: RelayAnswer): Call | undefined {
  const [read] = calls.filter(({ action }) => action.startsWith('s3:GetObject'));
  return status === 404 && read ? call('s3:ListBucket', read.resource.replace(/\/.*$/s, '')) : undefined;
}

function without(role: FunctionRole, revoked: string): FunctionRole {
  const grants = role.grants.filter(({ action }) => action !== revoked);
  const Statement = grants.map(({ action, resource, condition }) => ({
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  }));
  return { ...role, grants, policies: [{ Version: '2012-10-17', Statement }] };
}

function placeOf(resources: readonly Resource[]): Place {
  const [, , , region = '', account = ''] =
    resources.find(({ type }) => type === 'AWS::Lambda::Function')?.arn.split(':') ?? [];
  return { account, region };
}
