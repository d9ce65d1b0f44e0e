// What a fresh local cloud holds before anybody uses it: the write keys of the contract and the sample program.

import type { Cloud } from './cloud.ts';

export type SeedTarget = Pick<Cloud, 'url' | 'dynamodb' | 'variables' | 'clock'>;

/** Write keys: `local-write-key` with server scope, `local-browser-key` with browser scope. */
export async function seedSystemTable(_cloud: SeedTarget): Promise<void> {}

/** Publishes a program directory as an operator would: over the API, as local-admin. */
export async function publishProgram(_cloud: SeedTarget, _folder: string): Promise<void> {}
