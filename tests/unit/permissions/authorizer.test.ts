// What a role allows, according to the simulator, and which of its grants were needed for it.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../local/template/json.ts';
import { Authorizer } from '../../support/permissions/authorizer.ts';
import { call, encryptionContext } from '../../support/permissions/requests.ts';
import type { FunctionRole, Grant } from '../../support/permissions/roles.ts';

const PLACE = { account: '000000000000', region: 'us-east-1' };
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/T';
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/k';
const BUCKET = 'arn:aws:s3:::programs';

const allow = (action: string, resource: string, condition?: JsonObject): Grant => ({
  action,
  resource,
  condition,
});
const statement = ({ action, resource, condition }: Grant): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
});
function roleWith(...grants: Grant[]): FunctionRole {
  const policies = [{ Version: '2012-10-17', Statement: grants.map(statement) }];
  const roleArn = 'arn:aws:iam::000000000000:role/step';
  return { name: 'Step', functionArn: '', functionName: '', accessKey: 'K', roleArn, policies, grants };
}

const KEY_POLICY: JsonObject = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::000000000000:root' } },
  ],
};
const BUCKET_POLICY: JsonObject = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Action: 's3:*',
      Principal: { AWS: '*' },
      Resource: [BUCKET, `${BUCKET}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};
const authorizer = () =>
  new Authorizer(
    PLACE,
    new Map([
      [KEY, KEY_POLICY],
      [BUCKET, BUCKET_POLICY],
    ]),
  );

test('a grant on a table allows no index of it, and one action allows no other', () => {
  const role = roleWith(allow('dynamodb:Query', TABLE));
  const asked = authorizer();
  expect(asked.allows(role, call('dynamodb:Query', TABLE))).toBe(true);
  expect(asked.allows(role, call('dynamodb:Query', `${TABLE}/index/I`))).toBe(false);
  expect(asked.allows(role, call('dynamodb:PutItem', TABLE))).toBe(false);
  expect(asked.allows(role, call('dynamodb:Query', `${TABLE}2`))).toBe(false);
});

test('a key may be used for its granted purpose, and not in a call without one', () => {
  const role = roleWith(
    allow('kms:Decrypt', KEY, { StringEquals: { 'kms:EncryptionContext:purpose': 'match' } }),
  );
  const asked = authorizer();
  const decrypt = (purpose?: string) =>
    call('kms:Decrypt', KEY, encryptionContext(purpose ? { purpose } : {}));
  expect([decrypt('match'), decrypt('data'), decrypt()].map((one) => asked.allows(role, one))).toEqual([
    true,
    false,
    false,
  ]);
});

test('a key granted through a service cannot be used by the function itself', () => {
  const via = 'dynamodb.us-east-1.amazonaws.com';
  const role = roleWith(allow('kms:Decrypt', KEY, { StringEquals: { 'kms:ViaService': via } }));
  const asked = authorizer();
  expect(asked.allows(role, call('kms:Decrypt', KEY, { 'kms:ViaService': via }))).toBe(true);
  expect(asked.allows(role, call('kms:Decrypt', KEY))).toBe(false);
});

test("a refusal in a bucket's own policy counts", () => {
  const role = roleWith(allow('s3:GetObject', `${BUCKET}/*`));
  const asked = authorizer();
  const plain = { 'aws:SecureTransport': 'false' };
  expect(asked.allows(role, call('s3:GetObject', `${BUCKET}/a.json`))).toBe(true);
  expect(asked.allows(role, call('s3:GetObject', `${BUCKET}/a.json`, plain))).toBe(false);
});

test('only the grants that allowed a call count as used', () => {
  const role = roleWith(
    allow('dynamodb:GetItem', TABLE),
    allow('dynamodb:PutItem', TABLE),
    allow('dynamodb:GetItem', `${TABLE}2`),
  );
  const asked = authorizer();
  asked.allows(role, call('dynamodb:GetItem', TABLE));
  asked.allows(role, call('dynamodb:DeleteItem', TABLE));
  expect([...(asked.used.get('Step') ?? [])]).toEqual(['dynamodb:GetItem on table/T']);
});
