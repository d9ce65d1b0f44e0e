// A secret of Parameter Store, cached for five minutes: a changed one takes effect without a deployment.
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

const CACHE_MS = 5 * 60_000;

export function parameterSecret(client: SSMClient, name: string, clock: () => number): () => Promise<string> {
  let known: { value: string; until: number } | undefined;
  return async () => {
    const now = clock();
    if (known && now < known.until) return known.value;
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    if (!Parameter?.Value) throw new Error(`The parameter ${name} is empty.`);
    known = { value: Parameter.Value, until: now + CACHE_MS };
    return known.value;
  };
}
