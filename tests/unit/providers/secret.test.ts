// The gateway's signing secret: read decrypted, cached for five minutes, followed when it changes.
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { parameterSecret } from '../../../lib/adapters/ssm/secret.ts';

const mock = mockClient(SSMClient);
beforeEach(() => mock.reset());
let now = 0;
const secret = () => parameterSecret(new SSMClient({}), '/cairn/webhook-secret', () => now);

it('is read once in five minutes', async () => {
  now = 0;
  mock
    .on(GetParameterCommand)
    .resolvesOnce({ Parameter: { Value: 'old' } })
    .resolves({ Parameter: { Value: 'new' } });
  const read = secret();
  now = 299_999;
  expect([await read(), await read()]).toEqual(['old', 'old']);
  now = 600_000;
  expect(await read()).toBe('new');
  const inputs = mock.commandCalls(GetParameterCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual(Array(2).fill({ Name: '/cairn/webhook-secret', WithDecryption: true }));
});

it('fails when missing, and is read again the next time', async () => {
  mock
    .on(GetParameterCommand)
    .rejectsOnce(new Error('ParameterNotFound'))
    .resolves({ Parameter: { Value: 's' } });
  const read = secret();
  await expect(read()).rejects.toThrow('ParameterNotFound');
  expect(await read()).toBe('s');
});
