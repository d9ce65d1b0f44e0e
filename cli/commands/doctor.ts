// doctor: what is wrong with an installation, and what to do about it.
import type { Command } from 'commander';
import { base } from '../api.ts';
import { apiChecks } from '../doctor/api.ts';
import { type Checked, run } from '../doctor/check.ts';
import { localChecks } from '../doctor/local.ts';
import { Failure, print } from '../output.ts';
import { isLoopback } from '../token-store.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .option(
      '--region <region>',
      'region of the installation in AWS (default: that of CAIRN_URL, or AWS_REGION)',
    )
    .description('check an installation: settings, quotas, dead letters, alarms, clock; changes nothing')
    .addHelpText('after', '\nExit codes: 0 everything is ok, 1 there is a problem, 2 wrong usage.')
    .action(doctor);
}

async function doctor({ region }: { region?: string }, command: Command): Promise<void> {
  const url = base();
  const local = isLoopback(url);
  if (local && region !== undefined)
    throw new Failure('--region is of an installation in AWS; this one is local.', 2);
  const ofApi = await run(apiChecks(url), 'Is CAIRN_URL the API’s address, and does npx cairn login work?');
  const beside = local
    ? await run(localChecks(url), 'Is this the backend that npm start runs?')
    : await inAws(url, region);
  const checks = [...ofApi, ...beside];
  print(command, { url, checks }, checks.flatMap(linesOf));
  if (checks.some(({ status }) => status === 'problem')) process.exitCode = 1;
}

/** Loaded here alone: no other command talks to AWS. */
async function inAws(url: string, asked: string | undefined): Promise<Checked[]> {
  const region = asked ?? /\.execute-api\.([a-z0-9-]+)\./.exec(url)?.[1] ?? process.env.AWS_REGION;
  if (region === undefined)
    throw new Failure('Which region is the installation in? Give --region, or set AWS_REGION.', 2);
  const { awsChecks } = await import('../doctor/aws.ts');
  return run(awsChecks(region), 'Sign in to the account as for the AWS CLI; the calls only read.');
}

const linesOf = (checked: Checked): string[] => [
  `${checked.status.padEnd(7)}  ${checked.name}: ${checked.detail}`,
  ...(checked.status === 'problem' ? [`         what to do: ${checked.todo}`] : []),
];
