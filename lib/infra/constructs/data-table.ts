/**
 * A table with Cairn's defaults: on demand, point-in-time recovery, encrypted under the installation's own key, kept
 * when the stack is deleted. It knows the environment variable from which its users read its name.
 */

import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { removal } from './removal.ts';

export interface DataTableProps {
  readonly variable: string;
  readonly key: IKey;
  /** False where the partition key alone identifies an item. */
  readonly sortKey?: boolean;
  /** Delete the table with its stack, irrecoverably. */
  readonly removeData: boolean;
  /** Days in which a deleted item can still be restored: for keys this is when an erasure becomes final. */
  readonly recoveryDays?: number;
}

export interface IndexProps {
  readonly indexName: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes projected besides the keys; without any, keys only. */
  readonly include?: string[];
}

/** Every read filters on this attribute itself, because DynamoDB may delete an item two days late. */
const EXPIRY_ATTRIBUTE = 'expiresAt';

export class DataTable extends Construct {
  readonly table: Table;
  readonly variable: string;
  readonly key: IKey;

  constructor(scope: Construct, id: string, props: DataTableProps) {
    super(scope, id);
    this.variable = props.variable;
    this.key = props.key;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      ...(props.sortKey === false ? {} : { sortKey: { name: 'sk', type: AttributeType.STRING } }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: props.recoveryDays ?? 35,
      },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection: !props.removeData,
      removalPolicy: removal(props.removeData),
    });
  }

  addIndex(index: IndexProps): this {
    this.table.addGlobalSecondaryIndex({
      indexName: index.indexName,
      partitionKey: { name: index.partitionKey, type: AttributeType.STRING },
      sortKey: { name: index.sortKey, type: AttributeType.STRING },
      ...(index.include
        ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: index.include }
        : { projectionType: ProjectionType.KEYS_ONLY }),
    });
    return this;
  }

  /** `Query` on an index needs the index's own resource name; no wildcard is used to cover all of them. */
  indexArn(indexName: string): string {
    return `${this.table.tableArn}/index/${indexName}`;
  }
}
