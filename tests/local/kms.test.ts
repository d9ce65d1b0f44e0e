// KMS through the unmodified client: a wrapped key opens only with the same key and context.

import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Kms } from '../../local/kms.ts';
import { startWireServer } from '../../local/wire.ts';

const ARN = 'arn:aws:kms:us-east-1:000000000000:key/one';
const EncryptionContext = { purpose: 'match', tenant: 'shop' };
let server: Awaited<ReturnType<typeof startWireServer>>;
let client: KMSClient;

beforeAll(async () => {
  const kms = new Kms(
    [
      { id: 'one', arn: ARN },
      { id: 'two', arn: ARN.replace('one', 'two') },
    ],
    [{ name: 'alias/cairn', keyId: 'one' }],
  );
  server = await startWireServer(({ target, body }) => kms.handle(target.split('.')[1] ?? '', body));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new KMSClient({ endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

test('a data key opens again from its ciphertext, by alias, ARN or no key id at all', async () => {
  const { Plaintext, CiphertextBlob, KeyId } = await client.send(
    new GenerateDataKeyCommand({ KeyId: 'alias/cairn', KeySpec: 'AES_256', EncryptionContext }),
  );
  expect(KeyId).toBe(ARN);
  expect(Plaintext).toHaveLength(32);
  const reordered = { tenant: 'shop', purpose: 'match' };
  const opened = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }));
  expect(opened.Plaintext).toEqual(Plaintext);
  expect(opened.KeyId).toBe(ARN);
});

test('another context, another key or a changed byte opens nothing', async () => {
  const { CiphertextBlob = new Uint8Array() } = await client.send(
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId: ARN, NumberOfBytes: 16, EncryptionContext }),
  );
  const changed = CiphertextBlob.map((byte, index) =>
    index === CiphertextBlob.length - 1 ? byte ^ 1 : byte,
  );
  for (const [input, name] of [
    [{ CiphertextBlob }, 'InvalidCiphertextException'],
    [{ CiphertextBlob, EncryptionContext, KeyId: 'two' }, 'IncorrectKeyException'],
    [{ CiphertextBlob: changed, EncryptionContext }, 'InvalidCiphertextException'],
  ] as const) {
    await expect(client.send(new DecryptCommand(input))).rejects.toMatchObject({ name });
  }
  const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(Plaintext).toHaveLength(16);
});

test('Encrypt and Decrypt agree, and an unknown key is not found', async () => {
  const Plaintext = Buffer.from('a secret');
  const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: 'one', Plaintext }));
  const opened = await client.send(new DecryptCommand({ CiphertextBlob, KeyId: ARN }));
  expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
  await expect(client.send(new EncryptCommand({ KeyId: 'three', Plaintext }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});
