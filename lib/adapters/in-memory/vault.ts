// The vault with fixed keys, for simulations and tests: the same cryptography without KMS.
import { createHash } from 'node:crypto';
import { readPhone } from '../kms/phone.ts';
import { type KeyHolder, SealingVault } from '../kms/sealing-vault.ts';

export function inMemoryVault(
  options: { seed?: string; region?: string; random?: (bytes: number) => Buffer } = {},
): SealingVault {
  const seed = options.seed ?? 'cairn';
  const key = (name: string): Uint8Array => createHash('sha256').update(`${seed} ${name}`).digest();
  const holder: KeyHolder = {
    current: async () => ({ blob: 'fixed', key: key('data') }),
    open: async () => key('data'),
    standing: async (name) => key(name),
  };
  return new SealingVault(holder, { ...options, readPhone });
}
