// KMS for symmetric keys: data keys, Encrypt and Decrypt with real AES-256-GCM and the encryption context as
// associated data, so that a ciphertext opens only under its own key and context. Keys live as long as the process.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type JsonObject, objectAt, textAt } from './template/json.ts';
import { WireError } from './wire.ts';

export interface KeySpec {
  id: string;
  arn: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const SPEC_BYTES: Record<string, number> = { AES_256: 32, AES_128: 16 };

interface Key extends KeySpec {
  material: Buffer;
}

export class Kms {
  #keys = new Map<string, Key>();

  constructor(keys: readonly KeySpec[], aliases: readonly { name: string; keyId: string }[] = []) {
    for (const spec of keys) {
      const key = { ...spec, material: randomBytes(32) };
      for (const name of [spec.id, spec.arn]) this.#keys.set(name, key);
    }
    for (const { name, keyId } of aliases) {
      const key = this.#keys.get(keyId);
      if (key !== undefined) this.#keys.set(name, key);
    }
  }

  handle(action: string, request: JsonObject): JsonObject {
    switch (action) {
      case 'GenerateDataKey': {
        const { key, plaintext, answer } = this.#generate(request);
        return { ...answer, Plaintext: plaintext.toString('base64'), KeyId: key.arn };
      }
      case 'GenerateDataKeyWithoutPlaintext': {
        const { key, answer } = this.#generate(request);
        return { ...answer, KeyId: key.arn };
      }
      case 'Encrypt': {
        const key = this.#key(request);
        const plaintext = Buffer.from(textAt(request.Plaintext) ?? '', 'base64');
        if (plaintext.length === 0 || plaintext.length > 4096)
          throw invalid('Plaintext holds 1 to 4096 bytes');
        const blob = seal(key, plaintext, contextOf(request));
        return {
          CiphertextBlob: blob.toString('base64'),
          KeyId: key.arn,
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      }
      case 'Decrypt':
        return this.#decrypt(request);
      case 'DescribeKey': {
        const key = this.#key(request);
        return { KeyMetadata: { KeyId: key.id, Arn: key.arn, Enabled: true, KeyState: 'Enabled' } };
      }
      default:
        throw new WireError(
          400,
          'UnknownOperationException',
          `KMS ${action} is not known to the local cloud`,
        );
    }
  }

  #generate(request: JsonObject): { key: Key; plaintext: Buffer; answer: JsonObject } {
    const key = this.#key(request);
    const bytes = Number(textAt(request.NumberOfBytes) ?? SPEC_BYTES[textAt(request.KeySpec) ?? ''] ?? 0);
    if (!(bytes >= 1 && bytes <= 1024)) throw invalid('KeySpec or NumberOfBytes is needed');
    const plaintext = randomBytes(bytes);
    const blob = seal(key, plaintext, contextOf(request));
    return { key, plaintext, answer: { CiphertextBlob: blob.toString('base64') } };
  }

  #decrypt(request: JsonObject): JsonObject {
    const blob = Buffer.from(textAt(request.CiphertextBlob) ?? '', 'base64');
    const idLength = blob[0] ?? 0;
    const key = this.#keys.get(blob.subarray(1, 1 + idLength).toString());
    const asked = textAt(request.KeyId);
    if (asked !== undefined && this.#keys.get(asked) !== key) {
      throw new WireError(
        400,
        'IncorrectKeyException',
        'The key ID in the request does not identify the key used.',
      );
    }
    if (key === undefined) throw new WireError(400, 'InvalidCiphertextException', '');
    const plaintext = open(key, blob.subarray(1 + idLength), contextOf(request));
    return {
      KeyId: key.arn,
      Plaintext: plaintext.toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  }

  #key(request: JsonObject): Key {
    const id = textAt(request.KeyId) ?? '';
    const key = this.#keys.get(id) ?? this.#keys.get(id.slice(id.indexOf(':alias/') + 1));
    if (key === undefined) throw new WireError(400, 'NotFoundException', `Key '${id}' does not exist`);
    return key;
  }
}

const invalid = (message: string) => new WireError(400, 'ValidationException', message);

/** The context with its keys sorted, because AWS binds it whatever their order. */
function contextOf(request: JsonObject): Buffer {
  const pairs = Object.entries(objectAt(request.EncryptionContext)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}

function seal(key: Key, plaintext: Buffer, context: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.material, iv).setAAD(context);
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([key.id.length]), Buffer.from(key.id), iv, cipher.getAuthTag(), body]);
}

function open(key: Key, blob: Buffer, context: Buffer): Buffer {
  try {
    const tag = blob.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key.material, blob.subarray(0, IV_BYTES));
    decipher.setAAD(context).setAuthTag(tag);
    return Buffer.concat([decipher.update(blob.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new WireError(400, 'InvalidCiphertextException', '');
  }
}
