// login, logout: a person's token, from the installation's own issuer.
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { base, openCall } from '../api.ts';
import { Failure, print } from '../output.ts';
import { signIn } from '../sign-in.ts';
import { isLoopback, keepTokens, tokensFile, tokensOf } from '../token-store.ts';

export function addLogin(program: Command): void {
  program
    .command('login')
    .option('--no-browser', 'print the address only, and open no browser')
    .option('--port <n>', 'the port of this machine to come back to, if the issuer knows another')
    .option('--issuer <url>', 'another OpenID Connect issuer than the installation names')
    .option('--client-id <id>', 'another client of it')
    .description('sign in with the browser; the token is kept for the following commands')
    .action(login);
  program.command('logout').description('forget the token of this installation').action(logout);
}

interface Options {
  browser: boolean;
  port?: string;
  issuer?: string;
  clientId?: string;
}

async function login({ browser, port, ...asked }: Options, command: Command): Promise<void> {
  const url = base();
  const at = { ...(await installation(asked)), ...asked };
  if (!/^https:/.test(at.issuer) && !isLoopback(at.issuer))
    throw new Failure(`${at.issuer} is not https: a token must not travel in plain.`, 2);
  if (port !== undefined && !(Number(port) >= 0 && Number(port) < 65_536))
    throw new Failure(`--port ${port} is no port.`, 2);
  const show = (address: string): void => {
    process.stderr.write(`Sign in at:\n${address}\n`);
    if (browser) open(address);
  };
  const tokens = await signIn(at, show, port === undefined ? undefined : Number(port));
  await keepTokens(url, tokens);
  const until = new Date(tokens.expiresAt).toISOString();
  const then = tokens.refreshToken === undefined ? '' : ', and is renewed by itself';
  print(command, { url, issuer: at.issuer, expiresAt: until, file: tokensFile() }, [
    `Signed in at ${url}. The token lasts until ${until}${then}; it is kept in ${tokensFile()}.`,
    ...(process.env.CAIRN_TOKEN ? ['CAIRN_TOKEN is set and goes first: unset it to use this one.'] : []),
  ]);
}

/** Named by the options, or else by the installation. */
async function installation({ issuer = '', clientId = '' }: Partial<Options>) {
  return issuer && clientId ? { issuer, clientId } : openCall('GET /v1/sign-in');
}

async function logout(_options: unknown, command: Command): Promise<void> {
  const url = base();
  const was = (await tokensOf(url)) !== undefined;
  if (was) await keepTokens(url, undefined);
  print(command, { url, signedOut: was }, [was ? `Signed out of ${url}.` : `Nobody is signed in at ${url}.`]);
}

/** As far as this machine has one: the address was printed already. */
function open(address: string): void {
  const [name, ...args] = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] }[
    process.platform as string
  ] ?? ['xdg-open'];
  if (name === undefined) return;
  spawn(name, [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
