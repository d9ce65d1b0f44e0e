// A function's environment: the template's variables, the emulators' endpoints, and an access key of its own, so that
// a request to an emulator shows which function made it.

import type { FunctionSpec } from '../template/inventory.ts';

export interface Endpoints {
  dynamodb: string;
  /** SQS, SNS and S3. */
  queues: string;
  /** EventBridge, KMS, SES, SMS and push. */
  services: string;
}

/** Every AWS SDK reads AWS_ENDPOINT_URL_<SERVICE>; the names are the services' own ids. */
export function endpointVariables({ dynamodb, queues, services }: Endpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: services,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SQS: queues,
    AWS_ENDPOINT_URL_SNS: queues,
    AWS_ENDPOINT_URL_S3: queues,
    AWS_ENDPOINT_URL_EVENTBRIDGE: services,
    AWS_ENDPOINT_URL_KMS: services,
    AWS_ENDPOINT_URL_SESV2: services,
    AWS_ENDPOINT_URL_PINPOINT: services,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: services,
  };
}

/** A valid-looking key that spells the function's name: letters and digits only, as DynamoDB Local demands. */
export function accessKeyOf(functionName: string): string {
  return `LOCAL${functionName.replace(/[^A-Za-z0-9]/g, '')}`;
}

export function environmentOf(
  spec: FunctionSpec,
  region: string,
  endpoints: Endpoints,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyOf(spec.name),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    LAMBDA_TASK_ROOT: spec.folder ?? '',
    _HANDLER: spec.handler,
    ...spec.environment,
    ...endpointVariables(endpoints),
  };
}
