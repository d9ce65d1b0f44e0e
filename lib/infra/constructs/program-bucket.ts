/**
 * The bucket of published programs: immutable artefacts named by their hash, versioned, under the installation's key.
 *
 * A program's object key is unknown before it is published, so reading needs a wildcard on keys. The wildcard is in
 * one policy here and in no function's own policy: two wildcards in the whole installation, each acknowledged in
 * place.
 */
import { Aws, CfnOutput, Duration, Fn, Stack, Validations } from 'aws-cdk-lib';
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
import { removal } from './removal.ts';

export class ProgramBucket extends Construct {
  readonly variable = 'PROGRAM_BUCKET';
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly readers: ManagedPolicy;
  readonly publishers: ManagedPolicy;
  private readonly bucket: Bucket;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { key, removeData }: { key: IKey; removeData: boolean }) {
    super(scope, id);
    this.key = key;
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: removal(removeData),
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
      // An object is named by its content, so an older version of it is only a copy: of a program published again.
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
      ...(removeData ? {} : { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: 'programs/' }),
    });
    if (removeData) this.letGo(accessLogs);
    this.bucketName = this.bucket.bucketName;
    this.bucketArn = this.bucket.bucketArn;
    this.readers = this.policyOf('Readers', 's3:GetObject', ['kms:Decrypt']);
    this.publishers = this.policyOf('Publishers', 's3:PutObject', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** Access logs that still arrived would keep the bucket from being deleted. */
  private letGo(accessLogs: Bucket): void {
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'The installation is being taken down (removeData): logs end, so that their bucket can go as well.',
    });
    const names = [this.bucket.bucketName, accessLogs.bucketName];
    new CfnOutput(Stack.of(this), 'BucketsToEmpty', { value: Fn.join(',', names) });
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
