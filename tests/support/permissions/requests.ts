/**
 * What a request of an AWS SDK requires from IAM, read from the wire: the actions, the resources, and the values that
 * conditions may read. An unknown request yields no call and is refused: the gateway must learn an API before a
 * function uses it.
 */
import type { RelayRequest } from '../../../local/relay.ts';
import {
  isObject,
  type JsonObject,
  listAt,
  objectAt,
  parseJson,
  textAt,
} from '../../../local/template/json.ts';

export type Context = Readonly<Record<string, string | string[]>>;

export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** The wire format of a service's refusal. */
export type Protocol = 'json' | 'rest-json' | 'query' | 's3';

export interface Wanted {
  readonly protocol: Protocol;
  readonly calls: readonly Call[];
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** On AWS every request of ours is signed and uses TLS, whatever the local emulators speak. */
const ALWAYS: Context = { 'aws:SecureTransport': 'true' };

export const call = (action: string, resource: string, context: Context = {}): Call => ({
  action,
  resource,
  context: { ...ALWAYS, ...context },
});

export function wantedBy(asked: RelayRequest, place: Place): Wanted {
  const [target = '', action = ''] = String(asked.headers['x-amz-target'] ?? '').split('.');
  const json = JSON_SERVICES[target];
  if (json) return { protocol: 'json', calls: json(action, bodyOf(asked), place) };
  const path = asked.path.replace(/\?.*$/s, '');
  if (asked.method === 'POST' && path === '/v2/email/outbound-emails') {
    return { protocol: 'rest-json', calls: ofEmail(bodyOf(asked), place) };
  }
  const app = /^\/v1\/(apps\/[^/]+\/messages)$/.exec(path)?.[1];
  if (asked.method === 'POST' && app) {
    const resource = arn(place, 'mobiletargeting', app);
    return { protocol: 'rest-json', calls: [call('mobiletargeting:SendMessages', resource)] };
  }
  const form = new URLSearchParams(asked.method === 'POST' ? asked.body.toString() : '');
  if (form.get('Action')) return { protocol: 'query', calls: ofForm(form) };
  return { protocol: 's3', calls: ofObject(asked.method, new URL(asked.path, 'http://s3')) };
}

type JsonService = (action: string, body: JsonObject, place: Place) => Call[];

const JSON_SERVICES: Record<string, JsonService> = {
  DynamoDB_20120810: ofTables,
  AmazonSQS: ofQueue,
  TrentService: ofKey,
  AWSEvents: ofBus,
  PinpointSMSVoiceV2: ofSms,
  AmazonSSM: ofParameter,
};

function ofParameter(action: string, body: JsonObject, place: Place): Call[] {
  const name = (textAt(body.Name) ?? '').replace(/^\//, '');
  return [call(`ssm:${action}`, arn(place, 'ssm', `parameter/${name}`))];
}

const bodyOf = ({ body }: RelayRequest): JsonObject => {
  const text = body.toString();
  return objectAt(text === '' ? {} : parseJson(text));
};

const arn = ({ account, region }: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** Treats the text as a name, unless it is an ARN already. */
const named = (place: Place, service: string, prefix: string, name: string): string =>
  name.startsWith('arn:') ? name : arn(place, service, `${prefix}${name}`);

/** A transaction's item requires the action that would do the same alone. */
const TRANSACTED: Record<string, string> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

function ofTables(action: string, body: JsonObject, place: Place): Call[] {
  const table = (name: string | undefined) => named(place, 'dynamodb', 'table/', name ?? '');
  if (action === 'BatchGetItem' || action === 'BatchWriteItem') {
    return Object.keys(objectAt(body.RequestItems)).map((name) => call(`dynamodb:${action}`, table(name)));
  }
  if (action === 'TransactGetItems' || action === 'TransactWriteItems') {
    return listAt(body.TransactItems).flatMap((item) =>
      Object.entries(objectAt(item)).map(([kind, of]) =>
        call(`dynamodb:${TRANSACTED[kind] ?? kind}`, table(textAt(objectAt(of).TableName))),
      ),
    );
  }
  const index = textAt(body.IndexName);
  const resource = table(textAt(body.TableName));
  return [call(`dynamodb:${action}`, index === undefined ? resource : `${resource}/index/${index}`)];
}

/** A batch requires the action for one. */
function ofQueue(action: string, body: JsonObject, place: Place): Call[] {
  const name = (textAt(body.QueueUrl) ?? '').split('/').at(-1) ?? '';
  return [call(`sqs:${action.replace(/Batch$/, '')}`, arn(place, 'sqs', name))];
}

function ofKey(action: string, body: JsonObject, place: Place): Call[] {
  const resource = named(place, 'kms', 'key/', textAt(body.KeyId) ?? '');
  return [call(`kms:${action}`, resource, encryptionContext(objectAt(body.EncryptionContext)))];
}

export function encryptionContext(pairs: JsonObject): Context {
  const context: Record<string, string | string[]> = { 'kms:EncryptionContextKeys': Object.keys(pairs) };
  for (const [key, value] of Object.entries(pairs))
    context[`kms:EncryptionContext:${key}`] = textAt(value) ?? '';
  return context;
}

function ofBus(action: string, body: JsonObject, place: Place): Call[] {
  return listAt(body.Entries)
    .filter(isObject)
    .map((entry) =>
      call(
        `events:${action}`,
        named(place, 'events', 'event-bus/', textAt(entry.EventBusName) ?? 'default'),
        {
          'events:source': textAt(entry.Source) ?? '',
          'events:detail-type': textAt(entry.DetailType) ?? '',
        },
      ),
    );
}

/** The identity, and the configuration set that the request names. */
function ofSms(action: string, body: JsonObject, place: Place): Call[] {
  const set = textAt(body.ConfigurationSetName);
  const identity = textAt(body.OriginationIdentity) ?? '';
  return [
    call(`sms-voice:${action}`, named(place, 'sms-voice', '', identity)),
    ...(set ? [call(`sms-voice:${action}`, arn(place, 'sms-voice', `configuration-set/${set}`))] : []),
  ];
}

/**
 * The identity is the sender's domain, as in an account that verified that domain; also the named configuration set.
 */
function ofEmail(body: JsonObject, place: Place): Call[] {
  const from = textAt(body.FromEmailAddress) ?? '';
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? '';
  const set = textAt(body.ConfigurationSetName);
  const context = { 'ses:FromAddress': /<([^>]+)>/.exec(from)?.[1] ?? from };
  return [
    call('ses:SendEmail', arn(place, 'ses', `identity/${domain}`), context),
    ...(set ? [call('ses:SendEmail', arn(place, 'ses', `configuration-set/${set}`), context)] : []),
  ];
}

function ofForm(form: URLSearchParams): Call[] {
  const topic = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
  return [call(`sns:${form.get('Action')}`, topic)];
}

const OBJECT_ACTIONS: Record<string, string> = {
  DELETE: 'DeleteObject',
  GET: 'GetObject',
  HEAD: 'GetObject',
  PUT: 'PutObject',
};

function ofObject(method: string, { pathname, searchParams }: URL): Call[] {
  const [, bucket = '', ...key] = pathname.split('/');
  const resource = `arn:aws:s3:::${bucket}`;
  if (key.join('/') === '') return method === 'GET' ? [call('s3:ListBucket', resource)] : [];
  const action = OBJECT_ACTIONS[method];
  const version = searchParams.has('versionId') && method !== 'PUT' ? 'Version' : '';
  const name = key.map(decodeURIComponent).join('/');
  return action === undefined ? [] : [call(`s3:${action}${version}`, `${resource}/${name}`)];
}
