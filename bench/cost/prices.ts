// What AWS asks for what is counted: list prices of us-east-1 in USD, without any free tier. On demand, ARM, no discounts. Only
// the prices of DynamoDB and SES were looked up for this; check the others against the price list before relying on them.

export const PRICES = {
  /** USD a million requests; one request is up to 512 KB (HTTP API). Not verified by us in AWS's own price list. */
  httpApiPerMillionRequests: 1,
  /** USD a million write units; one is up to 1 KB of an item, and again for each index whose keys change (DynamoDB on demand). */
  dynamodbPerMillionWriteUnits: 0.625,
  /** USD a million read units; one is up to 4 KB read strongly (DynamoDB on demand). */
  dynamodbPerMillionReadUnits: 0.125,
  /** USD a million requests; one is an API call with up to 64 KB of messages (SQS standard). */
  sqsStandardPerMillionRequests: 0.4,
  /** USD a million requests; one is an API call with up to 64 KB of messages (SQS FIFO). */
  sqsFifoPerMillionRequests: 0.5,
  /** USD a million invocations (Lambda). */
  lambdaPerMillionRequests: 0.2,
  /** USD a GB-second, billed by the millisecond (Lambda, ARM, first tier). */
  lambdaPerGbSecond: 0.0000133334,
  /** USD a million requests (KMS, symmetric). */
  kmsPerMillionRequests: 3,
  /** USD a million GET requests (S3 Standard). */
  s3PerMillionGets: 0.4,
  /** USD a million custom events (EventBridge; AWS's own events and rules are free). */
  eventBridgePerMillionEvents: 1,
  /** USD a million requests (SNS standard). */
  snsPerMillionRequests: 0.5,
  /** USD a million e-mails (SES, a la carte). */
  sesPerMillionMails: 100,
} as const;

/** SQS bills a call by the 64 KB it carries. */
export const SQS_REQUEST_BYTES = 64 * 1024;
/** What a Lambda function has of a processor at `memoryMb`: one whole at 1,769 MB. */
export const LAMBDA_MB_A_PROCESSOR = 1769;
