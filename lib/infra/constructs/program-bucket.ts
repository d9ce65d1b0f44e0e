/**
 * The bucket of published programs: immutable artefacts named by their hash, versioned, under the installation's key.
 *
 * A program's key is not known before it is published, so reading needs a wildcard on keys. It stands in one policy
 * here, and in no function's own: two wildcards in the whole installation, each acknowledged where it is.
 */
import { Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export class ProgramBucket extends Construct {
  readonly variable = 'PROGRAM_BUCKET';
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly readers: ManagedPolicy;
  readonly publishers: ManagedPolicy;
  private readonly bucket: Bucket;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id);
    this.key = key;
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    this.bucket = new Bucket(this, 'Programs', {
      ...common,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'programs/',
    });
    this.bucketName = this.bucket.bucketName;
    this.bucketArn = this.bucket.bucketArn;
    this.readers = this.policyOf('Readers', 's3:GetObject', ['kms:Decrypt']);
    this.publishers = this.policyOf('Publishers', 's3:PutObject', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private policyOf(id: string, action: string, keyActions: string[]): ManagedPolicy {
    const policy = new ManagedPolicy(this, id, {
      statements: [
        new PolicyStatement({ actions: [action], resources: [this.bucket.arnForObjects('*')] }),
        new PolicyStatement({
          actions: keyActions,
          resources: [this.key.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
        }),
      ],
    });
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      reason: `A program's object key is its hash, unknown until it is published; the wildcard covers the keys of this one bucket for ${action} alone.`,
    });
    return policy;
  }
}
