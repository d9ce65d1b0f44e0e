/**
 * Tokens of people who signed in, by the address of the API: `cairn/tokens.json` in the user's configuration folder,
 * which only they can read (0600). It is replaced as a whole, so that a cut-off write leaves the file before.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const Tokens = z.object({
  issuer: z.string(),
  clientId: z.string(),
  token: z.string(),
  refreshToken: z.string().optional(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});
export type Tokens = z.infer<typeof Tokens>;
const Stored = z.record(z.string(), Tokens);

const configFolder = (): string =>
  process.env.XDG_CONFIG_HOME ||
  (process.platform === 'win32' && process.env.APPDATA) ||
  join(homedir(), '.config');
export const tokensFile = (): string => join(configFolder(), 'cairn', 'tokens.json');

export const tokensOf = async (url: string): Promise<Tokens | undefined> => (await stored())[url];

/** Undefined: they are removed. */
export async function keepTokens(url: string, tokens: Tokens | undefined): Promise<void> {
  const { [url]: _, ...others } = await stored();
  const file = tokensFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  const all = tokens ? { ...others, [url]: tokens } : others;
  await rm(next, { force: true });
  await writeFile(next, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(next, file);
}

/** A file that cannot be read holds no tokens: signing in again writes it anew. */
async function stored(): Promise<Record<string, Tokens>> {
  try {
    return Stored.parse(JSON.parse(await readFile(tokensFile(), 'utf8')));
  } catch {
    return {};
  }
}

/** Of this machine: it needs no https, and no token beside the local backend's. */
export const isLoopback = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
