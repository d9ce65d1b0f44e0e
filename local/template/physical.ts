// The local name of each resource, and the values of Ref and Fn::GetAtt for it. Names follow from the stack and the
// logical id alone, so a resource can be referred to before it exists.

import { type JsonObject, objectAt, textAt } from './json.ts';

export interface Place {
  account: string;
  region: string;
  /** Base of queue URLs that functions can reach, without a trailing slash. */
  queueBase: string;
  /** Where the HTTP API is served. */
  apiUrl: string;
}

export interface ResourceName {
  ref: string;
  attributes: Record<string, string>;
}

const NAME_PROPERTY: Record<string, string> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};

/** The name of a resource of this type with these (resolved) properties. */
export function physicalName(stack: string, id: string, type: string, properties: JsonObject): string {
  const property = NAME_PROPERTY[type];
  const given = property === undefined ? undefined : textAt(properties[property]);
  if (given !== undefined && given !== '') return given;
  const name = `${stack}-${id}`;
  if (type === 'AWS::S3::Bucket') return name.toLowerCase().slice(0, 63);
  if (type === 'AWS::SQS::Queue') {
    const suffix = String(properties.FifoQueue) === 'true' ? '.fifo' : '';
    return `${name.slice(0, 80 - suffix.length)}${suffix}`;
  }
  return name.slice(0, 64);
}

function arnOf(service: string, place: Place, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
}

/** Ref and Fn::GetAtt of a resource; unknown types give their name and an ARN, which is enough for roles and logs. */
export function nameResource(type: string, name: string, place: Place): ResourceName {
  switch (type) {
    case 'AWS::SQS::Queue':
      return {
        ref: `${place.queueBase}/${place.account}/${name}`,
        attributes: {
          Arn: arnOf('sqs', place, name),
          QueueName: name,
          QueueUrl: `${place.queueBase}/${place.account}/${name}`,
        },
      };
    case 'AWS::SNS::Topic': {
      const arn = arnOf('sns', place, name);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    }
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable':
      return { ref: name, attributes: { Arn: arnOf('dynamodb', place, `table/${name}`), TableId: name } };
    case 'AWS::S3::Bucket':
      return {
        ref: name,
        attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
      };
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arnOf('lambda', place, `function:${name}`) } };
    case 'AWS::KMS::Key':
      return { ref: name, attributes: { Arn: arnOf('kms', place, `key/${name}`), KeyId: name } };
    case 'AWS::Events::EventBus':
      return { ref: name, attributes: { Arn: arnOf('events', place, `event-bus/${name}`), Name: name } };
    case 'AWS::Events::Rule':
      return { ref: name, attributes: { Arn: arnOf('events', place, `rule/${name}`) } };
    case 'AWS::ApiGatewayV2::Api':
      return { ref: name, attributes: { ApiId: name, ApiEndpoint: place.apiUrl } };
    case 'AWS::ApiGatewayV2::Stage':
      return { ref: '$default', attributes: {} };
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:aws:iam::${place.account}:role/${name}`, RoleId: name } };
    case 'AWS::IAM::ManagedPolicy': {
      const arn = `arn:aws:iam::${place.account}:policy/${name}`;
      return { ref: arn, attributes: { Arn: arn, PolicyArn: arn } };
    }
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arnOf('logs', place, `log-group:${name}:*`) } };
    default:
      return {
        ref: name,
        attributes: { Arn: arnOf('local', place, `${type.replaceAll('::', '/')}/${name}`) },
      };
  }
}

/** The value of `{ "Fn::GetAtt": [id, attribute] }`; unlisted attributes get a made-up value. */
export function attributeOf(resource: ResourceName, attribute: string): string {
  return resource.attributes[attribute] ?? `${resource.ref}.${attribute}`;
}

export const propertiesOf = (body: JsonObject): JsonObject => objectAt(body.Properties);
