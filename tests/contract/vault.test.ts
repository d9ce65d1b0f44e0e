// The vault's contract: in memory, and over KMS (its wire semantics in this process) with match and link keys on both
// databases.
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inMemoryVault } from '../../lib/adapters/in-memory/vault.ts';
import { readPhone } from '../../lib/adapters/kms/phone.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { Unavailable } from '../../lib/ports/queue.ts';
import { Erased, type Vault } from '../../lib/ports/vault.ts';
import { Kms } from '../../local/kms.ts';
import { ProfileId } from '../../schemas/primitives.ts';
import { forEachDatabase, forEachStore } from './databases.ts';

const KEY = { id: 'seal', arn: 'arn:aws:kms:eu-central-1:111122223333:key/seal' };
const KINDS = ['email', 'phone', 'name', 'token', 'ip', 'url', 'text'] as const;

/** A KMS client answered by the local cloud's KMS; counts its calls. */
function cloudKms() {
  const kms = new Kms([KEY]);
  const client = new KMSClient({ region: 'eu-central-1' });
  const mock = mockClient(client);
  const state = { away: false };
  const handle = (action: string, input: Parameters<Kms['handle']>[1]) => {
    if (state.away) throw new Error('away');
    return kms.handle(action, input);
  };
  const bytes = (value: unknown) => Buffer.from(String(value), 'base64');
  mock.on(GenerateDataKeyCommand).callsFake((input) => {
    const { CiphertextBlob, Plaintext } = handle('GenerateDataKey', input);
    return { CiphertextBlob: bytes(CiphertextBlob), Plaintext: bytes(Plaintext) };
  });
  mock.on(DecryptCommand).callsFake((input) => {
    const blob = Buffer.from(input.CiphertextBlob).toString('base64');
    return { Plaintext: bytes(handle('Decrypt', { ...input, CiphertextBlob: blob })['Plaintext']) };
  });
  return { client, mock, state };
}

const make = (kms: KMSClient, dynamodb: DynamoDBClient, systemTable: string, clock = () => 0): Vault =>
  kmsVault({ kms, dynamodb, keyArn: KEY.arn, systemTable, clock, region: 'DE', readPhone });

forEachStore<Vault>(
  'vault',
  {
    'in memory': () => inMemoryVault({ region: 'DE' }),
    dynamodb: ({ client, tables }) => make(cloudKms().client, client, tables.system),
  },
  (fresh) => {
    test('a sealed value opens with its own keys, and with no others', async () => {
      const vault = await fresh();
      const [one, two] = [await vault.begin(), await vault.begin()];
      for (const kind of KINDS) {
        const sealed = one.seal('Ann ü 😀', kind);
        two.seal('x', 'text');
        expect(await vault.open(sealed, one.keys())).toBe('Ann ü 😀');
        await expect(vault.open(sealed, two.keys())).rejects.toThrow(Erased);
        await expect(vault.open(sealed, {})).rejects.toThrow(Erased);
      }
    });

    test("a value under another's key id, or with a changed byte, does not open", async () => {
      const vault = await fresh();
      const [one, two] = [await vault.begin(), await vault.begin()];
      const [mine, other] = [one.seal('mine', 'text'), two.seal('other', 'text')];
      const keys = { ...one.keys(), ...two.keys() };
      const moved = { ...mine, $sealed: { ...mine.$sealed, k: other.$sealed.k } };
      await expect(vault.open(moved, keys)).rejects.toThrow();
      const swapped = { [mine.$sealed.k]: keys[other.$sealed.k] ?? '' };
      await expect(vault.open(mine, swapped)).rejects.toThrow();
      const bytes = Buffer.from(mine.$sealed.c, 'base64');
      bytes[13] = (bytes[13] ?? 0) ^ 1;
      const damaged = { ...mine, $sealed: { ...mine.$sealed, c: bytes.toString('base64') } };
      await expect(vault.open(damaged, keys)).rejects.toThrow();
    });

    test('equal values are sealed differently and match by their hash', async () => {
      const vault = await fresh();
      const sealing = await vault.begin();
      const [one, two] = [
        sealing.seal('Ann@Example.com ', 'email'),
        sealing.seal('ann@example.com', 'email'),
      ];
      expect(one.$sealed.c).not.toBe(two.$sealed.c);
      expect(one.$sealed.h).toBe(two.$sealed.h);
      expect(one.$sealed.h).toBe(await vault.hash('ANN@example.com', 'email'));
      expect(sealing.seal('gold', 'name').$sealed.h).toBe(await vault.hash('gold', 'text'));
    });

    test('sealing nothing produces no key', async () => {
      expect((await (await fresh()).begin()).keys()).toEqual({});
    });

    test('profile ids depend on the kind, have one spelling, are the same synchronously and later, and equal the hash beside a seal', async () => {
      const vault = await fresh();
      const sealing = await vault.begin();
      const ids = await Promise.all(
        (['user', 'email', 'phone', 'device', 'anonymous'] as const).map((kind) =>
          vault.profileId(kind, '017612345678'),
        ),
      );
      expect(new Set(ids.map((id) => id.slice(2))).size).toBe(5);
      expect(ids.map((id) => id[0]).join('')).toBe('uepda');
      for (const id of ids) ProfileId.parse(id);
      expect(await vault.profileId('phone', '+49 176 / 1234 5678')).toBe(ids[2]);
      expect(await vault.profileId('email', ' A@B.de')).toBe(await vault.profileId('email', 'a@b.DE'));
      expect(await vault.profileId('user', 'A')).not.toBe(await vault.profileId('user', 'a'));
      expect(sealing.profileId('email', 'a@b.de')).toBe(`e-${sealing.seal('a@b.de', 'email').$sealed.h}`);
      for (const id of ['', '😀', 'a@b.de', '\u0000', 'x'.repeat(10_000)])
        ProfileId.parse(await vault.profileId('user', id));
    });

    test('tokens are read back, but not when anything in them was changed', async () => {
      const vault = await fresh();
      const payload = { a: 'unsubscribe', s: 'send-1', n: 7 };
      const token = await vault.signToken(payload);
      expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
      expect(await vault.readToken(token)).toEqual(payload);
      const forged = `${Buffer.from(JSON.stringify({ ...payload, n: 8 })).toString('base64url')}.${token.split('.')[1]}`;
      for (const bad of [
        forged,
        '',
        '.',
        'x',
        `${token}x`,
        token.slice(0, -1),
        `${token}.x`,
        token.split('.')[0] ?? '',
      ])
        expect(await vault.readToken(bad)).toBeUndefined();
    });
  },
);

describe('masks and derived attributes', () => {
  test.each([
    ['+8613812345678', 'phone', '138****5678', 'CN'],
    ['0151 23456789', 'phone', '151****6789', 'DE'],
    ['0044 20 7946 0018', 'phone', '207****0018', 'GB'],
    ['call me', 'phone', '***me', undefined],
    ['Ann@Shop.Example.COM', 'email', 'a***@shop.example.com', 'shop.example.com'],
    ['not an address', 'email', '***', undefined],
    ['a@localhost', 'email', '***', undefined],
    ['Ann', 'name', 'A***', undefined],
    ['😀nn', 'name', '😀***', undefined],
    ['24.5.68.47', 'ip', '24.5.***', undefined],
    ['2001:db8::1', 'ip', '2001:db8:***', undefined],
    ['ann@example.com', 'ip', '***', undefined],
    ['https://shop.example/a?b=c', 'url', 'https://shop.example/a?***', undefined],
    ['https://shop.example/ann@example.com', 'url', '?***', undefined],
    ['abcdefghijklmnop', 'token', '***mnop', undefined],
    ['anything', 'text', '***', undefined],
  ] as const)('%s as %s is shown as %s', async (value, kind, mask, derived) => {
    const sealed = (await inMemoryVault({ region: 'DE' }).begin()).seal(value, kind);
    expect(sealed.m).toBe(mask);
    expect(sealed.x).toBe(derived);
  });

  test('no mask shows a whole value of more than three characters', async () => {
    const sealing = await inMemoryVault({ region: 'DE' }).begin();
    const value = fc.oneof(
      fc.string({ minLength: 4 }),
      fc.emailAddress(),
      fc.ipV4(),
      fc.ipV6(),
      fc.webUrl({ withQueryParameters: true }),
    );
    fc.assert(
      fc.property(value, fc.constantFrom(...KINDS.filter((kind) => kind !== 'url')), (text, kind) => {
        fc.pre(text.trim().length > 3);
        expect(sealing.seal(text, kind).m).not.toContain(text.trim());
      }),
      { numRuns: 500 },
    );
  });
});

forEachDatabase('keys held by KMS', (database) => {
  test('one data key serves five minutes of requests, then another does; opened ones are cached', async () => {
    const { client, tables } = await database();
    const { client: kms, mock } = cloudKms();
    let now = 0;
    const vault = make(kms, client, tables.system, () => now);
    for (let i = 0; i < 5; i++) (await vault.begin()).seal('x', 'text');
    const calls = () =>
      mock
        .commandCalls(GenerateDataKeyCommand)
        .filter((call) => call.args[0].input.EncryptionContext?.['purpose'] === 'data').length;
    expect(calls()).toBe(1);
    now = 5 * 60_000;
    const sealing = await vault.begin();
    expect(calls()).toBe(2);
    const sealed = sealing.seal('x', 'text');
    const opened = mock.commandCalls(DecryptCommand).length;
    for (let i = 0; i < 5; i++) expect(await vault.open(sealed, sealing.keys())).toBe('x');
    expect(mock.commandCalls(DecryptCommand).length).toBe(opened + 1);
  });

  test('instances that start at once agree on the match and link keys, and none is stored in plain', async () => {
    const { client, tables } = await database();
    const { client: kms } = cloudKms();
    const vaults = Array.from({ length: 8 }, () => make(kms, client, tables.system));
    const ids = await Promise.all(vaults.map((vault) => vault.profileId('user', '42')));
    expect(new Set(ids).size).toBe(1);
    const token = await vaults[0]!.signToken({ a: 1 });
    for (const vault of vaults) expect(await vault.readToken(token)).toEqual({ a: 1 });
    const { Items } = await client.send(new ScanCommand({ TableName: tables.system }));
    expect(Items?.map(({ pk }) => pk?.S).sort()).toEqual(['CRYPTO#link', 'CRYPTO#match']);
  });

  test('a value sealed by one instance opens in another', async () => {
    const { client, tables } = await database();
    const { client: kms } = cloudKms();
    const sealing = await make(kms, client, tables.system).begin();
    const sealed = sealing.seal('ann@example.com', 'email');
    expect(await make(kms, client, tables.system).open(sealed, sealing.keys())).toBe('ann@example.com');
  });

  test('an outage of KMS is Unavailable, and the next request asks again', async () => {
    const { client, tables } = await database();
    const { client: kms, state } = cloudKms();
    const vault = make(kms, client, tables.system);
    state.away = true;
    await expect(vault.begin()).rejects.toThrow(Unavailable);
    state.away = false;
    const sealing = await vault.begin();
    const sealed = sealing.seal('x', 'text');
    state.away = true;
    await expect(vault.open(sealed, sealing.keys())).rejects.toThrow(Unavailable);
    state.away = false;
    expect(await vault.open(sealed, sealing.keys())).toBe('x');
  });
});
