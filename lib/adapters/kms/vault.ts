/**
 * Keys held by KMS. A data key wraps new keys for five minutes and is then replaced; opened ones are kept in a
 * bounded cache, because a batch of a profile's values was sealed under few. The match and link keys are data keys
 * too, created once by a conditional put into the System table and stored wrapped: whoever loses the race uses the
 * winner's.
 */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { Unavailable } from '../../ports/queue.ts';
import type { Phones } from './describe.ts';
import { type KeyHolder, SealingVault } from './sealing-vault.ts';

const DATA_KEY_MS_MAX = 5 * 60_000;
const OPENED_MAX = 1000;

export interface KmsVaultOptions extends Phones {
  kms: KMSClient;
  dynamodb: DynamoDBClient;
  keyArn: string;
  systemTable: string;
  clock: () => number;
}

export function kmsVault(options: KmsVaultOptions): SealingVault {
  return new SealingVault(new KmsKeyHolder(options), options);
}

class KmsKeyHolder implements KeyHolder {
  private readonly options: KmsVaultOptions;
  private data: { key: Promise<{ blob: string; key: Uint8Array }>; until: number } | undefined;
  private readonly opened = new Map<string, Promise<Uint8Array>>();
  private readonly standingKeys = new Map<string, Promise<Uint8Array>>();

  constructor(options: KmsVaultOptions) {
    this.options = options;
  }

  current(): Promise<{ blob: string; key: Uint8Array }> {
    const now = this.options.clock();
    if (!this.data || now >= this.data.until) {
      const key = this.generate('data');
      const data = { key, until: now + DATA_KEY_MS_MAX };
      this.data = data;
      // A failure is not cached: the next request asks again.
      key.catch(() => {
        if (this.data === data) this.data = undefined;
      });
    }
    return this.data.key;
  }

  open(blob: string): Promise<Uint8Array> {
    const known = this.opened.get(blob);
    // Moved to the end, so that the first of the map is the least recently used.
    this.opened.delete(blob);
    const key = known ?? this.decrypt(blob, 'data');
    this.opened.set(blob, key);
    if (!known) key.catch(() => this.opened.delete(blob));
    const oldest = this.opened.size > OPENED_MAX ? this.opened.keys().next().value : undefined;
    if (oldest !== undefined) this.opened.delete(oldest);
    return key;
  }

  standing(name: 'match' | 'link'): Promise<Uint8Array> {
    const known = this.standingKeys.get(name);
    if (known) return known;
    const key = this.findOrCreate(name);
    this.standingKeys.set(name, key);
    key.catch(() => this.standingKeys.delete(name));
    return key;
  }

  private async findOrCreate(name: 'match' | 'link'): Promise<Uint8Array> {
    const stored = await this.read(name);
    if (stored !== undefined) return this.decrypt(stored, name);
    const { blob, key } = await this.generate(name);
    if (await this.create(name, blob)) return key;
    const winner = await this.read(name);
    if (winner === undefined) throw new Unavailable(`The ${name} key existed but cannot be read back.`);
    return this.decrypt(winner, name);
  }

  private async read(name: string): Promise<string | undefined> {
    const { systemTable, dynamodb } = this.options;
    const answer = await available(
      dynamodb.send(new GetItemCommand({ TableName: systemTable, Key: keyOf(name), ConsistentRead: true })),
    );
    return answer.Item?.['wrapped']?.S;
  }

  private async create(name: string, wrapped: string): Promise<boolean> {
    const { systemTable, dynamodb } = this.options;
    try {
      await dynamodb.send(
        new PutItemCommand({
          TableName: systemTable,
          Item: { ...keyOf(name), wrapped: { S: wrapped } },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw new Unavailable(`The ${name} key could not be stored.`, { cause: error });
    }
  }

  private async generate(purpose: string): Promise<{ blob: string; key: Uint8Array }> {
    const answer = await available(
      this.options.kms.send(
        new GenerateDataKeyCommand({
          KeyId: this.options.keyArn,
          KeySpec: 'AES_256',
          EncryptionContext: { purpose },
        }),
      ),
    );
    if (!answer.CiphertextBlob || !answer.Plaintext) throw new Unavailable('KMS returned no data key.');
    return { blob: Buffer.from(answer.CiphertextBlob).toString('base64'), key: answer.Plaintext };
  }

  private async decrypt(blob: string, purpose: string): Promise<Uint8Array> {
    const answer = await available(
      this.options.kms.send(
        new DecryptCommand({
          KeyId: this.options.keyArn,
          CiphertextBlob: Buffer.from(blob, 'base64'),
          EncryptionContext: { purpose },
        }),
      ),
    );
    if (!answer.Plaintext) throw new Unavailable('KMS opened nothing.');
    return answer.Plaintext;
  }
}

const keyOf = (name: string) => ({ pk: { S: `CRYPTO#${name}` }, sk: { S: 'KEY' } });

async function available<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw new Unavailable('The keys could not be read.', { cause: error });
  }
}
