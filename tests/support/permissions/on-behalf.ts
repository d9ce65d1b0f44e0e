/**
 * Calls that no SDK makes but IAM is asked for: the key of an encrypted table, topic, queue or bucket, which the
 * service uses in the caller's name; and what Lambda itself does as the function (its log, its source, its failures).
 * They follow AWS's documentation and the templates, since no emulator makes them.
 */
import { listAt, objectAt, textAt } from '../../../local/template/json.ts';
import type { Resource } from '../../../local/template/resolve.ts';
import { type Call, call, encryptionContext, type Place } from './requests.ts';
import type { FunctionRole } from './roles.ts';

const READ = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITE = [...READ, 'kms:Encrypt', 'kms:GenerateDataKey'];
const IS_WRITE = /^dynamodb:(Put|Update|Delete|BatchWrite)/;

/**
 * The actions that a service needs on the key; buckets use a bucket key, which is decrypted for a check before it
 * encrypts.
 */
function keyActions(action: string): readonly string[] {
  if (action.startsWith('dynamodb:')) return IS_WRITE.test(action) ? WRITE : READ;
  if (action === 's3:GetObject') return ['kms:Decrypt'];
  const puts = ['s3:PutObject', 'sns:Publish', 'sqs:SendMessage'].includes(action);
  return puts ? ['kms:Decrypt', 'kms:GenerateDataKey'] : [];
}

export class OnBehalf {
  /** Key by the ARN of what it encrypts. */
  readonly #keys = new Map<string, string>();
  readonly #place: Place;
  readonly #resources: readonly Resource[];

  constructor(resources: readonly Resource[], place: Place) {
    this.#place = place;
    this.#resources = resources;
    for (const { type, arn, properties } of resources) {
      const named = keyIn(type, properties);
      const key = resources.find((other) => other.type === 'AWS::KMS::Key' && isKey(other, named));
      if (key !== undefined) this.#keys.set(arn, key.arn);
    }
  }

  /** The service's use of its key for this call. */
  ofService({ action, resource }: Call): Call[] {
    const [service = ''] = action.split(':');
    const owner = service === 's3' ? resource.replace(/\/.*$/s, '') : resource.replace(/\/index\/.*$/s, '');
    const key = this.#keys.get(owner);
    if (key === undefined) return [];
    const context = {
      ...encryptionContext({ [contextKey(service)]: owner.replace(/^.*table\//s, '') }),
      'kms:CallerAccount': this.#place.account,
      'kms:ViaService': `${service}.${this.#place.region}.amazonaws.com`,
    };
    return keyActions(action).map((keyAction) => call(keyAction, key, context));
  }

  /** What Lambda does as this function before, during and after its code. */
  ofLambda({ functionArn, functionName }: FunctionRole): Call[] {
    const names = [functionArn, functionName];
    const own = (type: string) =>
      this.#resources.filter(
        (resource) =>
          resource.type === type && names.includes(textAt(resource.properties.FunctionName) ?? ''),
      );
    const logs = this.#resources
      .filter(({ arn }) => arn === functionArn)
      .flatMap(({ properties }) => textAt(objectAt(properties.LoggingConfig).LogGroup) ?? [])
      .map((name) => `arn:aws:logs:${this.#place.region}:${this.#place.account}:log-group:${name}`);
    const sources = own('AWS::Lambda::EventSourceMapping').flatMap(
      ({ properties }) => textAt(properties.EventSourceArn) ?? [],
    );
    const destinations = own('AWS::Lambda::EventInvokeConfig').flatMap(
      ({ properties }) =>
        textAt(objectAt(objectAt(properties.DestinationConfig).OnFailure).Destination) ?? [],
    );
    const calls = [
      ...logs.flatMap((group) => [
        call('logs:CreateLogStream', `${group}:log-stream:a`),
        call('logs:PutLogEvents', `${group}:log-stream:a`),
      ]),
      ...sources.flatMap((queue) =>
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) =>
          call(action, queue),
        ),
      ),
      ...destinations.map((queue) => call('sqs:SendMessage', queue)),
    ];
    return calls.flatMap((one) => [one, ...this.ofService(one)]);
  }
}

const contextKey = (service: string): string =>
  service === 'dynamodb' ? 'aws:dynamodb:tableName' : `aws:${service}:arn`;

const isKey = ({ ref, arn }: Resource, named: string | undefined) => named === ref || named === arn;

/** How each kind of resource refers to its encryption key. */
function keyIn(type: string, properties: Resource['properties']): string | undefined {
  if (type === 'AWS::DynamoDB::Table') return textAt(objectAt(properties.SSESpecification).KMSMasterKeyId);
  if (type === 'AWS::SNS::Topic' || type === 'AWS::SQS::Queue') return textAt(properties.KmsMasterKeyId);
  if (type !== 'AWS::S3::Bucket') return undefined;
  const [rule] = listAt(objectAt(properties.BucketEncryption).ServerSideEncryptionConfiguration);
  return textAt(objectAt(objectAt(rule).ServerSideEncryptionByDefault).KMSMasterKeyID);
}
