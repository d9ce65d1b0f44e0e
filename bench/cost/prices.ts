// AWS's charges for what is counted: list prices of us-east-1 in USD, without any free tier. On demand, ARM, no
// discounts.
//
// Looked up in November 2026: DynamoDB and SES in their price lists; HTTP API in AWS's whitepaper on private APIs
// (table 4); SQS and Lambda on others' pages that quote AWS, of March 2026 and of undated price tables. Not looked
// up: KMS, S3, SNS, EventBridge and CloudWatch Logs; check those against the price list before relying on them.

export const PRICES = {
  /** USD per million requests; one is up to 512 KB (HTTP API, the first 300 million a month). */
  httpApiPerMillionRequests: 1,
  /**
   * USD per million write units; one is up to 1 KB of an item, and again for each index whose keys change (DynamoDB
   * on demand).
   */
  dynamodbPerMillionWriteUnits: 0.625,
  /** USD per million read units; one is up to 4 KB read strongly (DynamoDB on demand). */
  dynamodbPerMillionReadUnits: 0.125,
  /** USD per million requests; one is an API call with up to 64 KB of messages (SQS standard). */
  sqsStandardPerMillionRequests: 0.4,
  /** USD per million requests; one is an API call with up to 64 KB of messages (SQS FIFO). */
  sqsFifoPerMillionRequests: 0.5,
  /** USD per million invocations (Lambda). */
  lambdaPerMillionRequests: 0.2,
  /** USD per GB-second, billed by the millisecond (Lambda, ARM, first tier). */
  lambdaPerGbSecond: 0.0000133334,
  /** USD per million requests (KMS, symmetric). */
  kmsPerMillionRequests: 3,
  /** USD per million GET requests (S3 Standard). */
  s3PerMillionGets: 0.4,
  /** USD per million custom events (EventBridge; AWS's own events and rules are free). */
  eventBridgePerMillionEvents: 1,
  /** USD per million requests (SNS standard). */
  snsPerMillionRequests: 0.5,
  /** USD per GB ingested (CloudWatch Logs, standard class). */
  cloudWatchPerGb: 0.5,
  /** USD per million e-mails (SES, a la carte). */
  sesPerMillionMails: 100,
} as const;

/** SQS bills a call by each 64 KB it carries. */
export const SQS_REQUEST_BYTES = 64 * 1024;
/** A Lambda function's share of a processor at `memoryMb`: one whole processor at 1,769 MB. */
export const LAMBDA_MB_A_PROCESSOR = 1769;
/** Lines that Lambda itself logs per invocation: start, end and report. Estimated from their usual length. */
export const LAMBDA_LOG_LINES = 3;
export const LAMBDA_LOG_BYTES = 320;
/** CloudWatch bills each line as this many bytes longer. */
export const CLOUDWATCH_LINE_BYTES = 26;
