// AWS clients, each created on first use and once per instance: a function creates none that it does not use, and the
// bundler drops those that it never names.
//
// The SDK retries storage and queues, because every write of ours may be repeated. It does not retry providers (I3):
// a time-out proves nothing about a message, so only the sender may decide on a second attempt.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

const CONNECTION_TIMEOUT_MS = 1_000;

interface Settings {
  maxAttempts: number;
  requestHandler: { connectionTimeout: number; requestTimeout: number; throwOnRequestTimeout: true };
}

const settings = (requestTimeout: number, maxAttempts: number): Settings => ({
  maxAttempts,
  requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout, throwOnRequestTimeout: true },
});
/** Responses take milliseconds; a hanging connection must not use up the function's time. */
const storage = (): Settings => settings(4_000, 4);
/** One attempt: see the top of this file. */
const provider = (): Settings => settings(10_000, 1);

let dynamodbClient: DynamoDBClient | undefined;
export const dynamodb = (): DynamoDBClient => (dynamodbClient ??= new DynamoDBClient(storage()));

let sqsClient: SQSClient | undefined;
export const sqs = (): SQSClient => (sqsClient ??= new SQSClient(storage()));

let s3Client: S3Client | undefined;
export const s3 = (): S3Client => (s3Client ??= new S3Client(settings(10_000, 4)));

let kmsClient: KMSClient | undefined;
export const kms = (): KMSClient => (kmsClient ??= new KMSClient(storage()));

let snsClient: SNSClient | undefined;
export const sns = (): SNSClient => (snsClient ??= new SNSClient(storage()));

let ssmClient: SSMClient | undefined;
export const ssm = (): SSMClient => (ssmClient ??= new SSMClient(storage()));

let eventBridgeClient: EventBridgeClient | undefined;
export const eventBridge = (): EventBridgeClient => (eventBridgeClient ??= new EventBridgeClient(storage()));

let sesClient: SESv2Client | undefined;
export const ses = (): SESv2Client => (sesClient ??= new SESv2Client(provider()));

let smsClient: PinpointSMSVoiceV2Client | undefined;
export const sms = (): PinpointSMSVoiceV2Client => (smsClient ??= new PinpointSMSVoiceV2Client(provider()));

let pushClient: PinpointClient | undefined;
export const push = (): PinpointClient => (pushClient ??= new PinpointClient(provider()));
