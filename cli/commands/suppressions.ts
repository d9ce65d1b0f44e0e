// suppressions: lifts what keeps messages from an address that works again.
import type { Command } from 'commander';
import { sendChannels } from '../../schemas/names.ts';
import { call } from '../api.ts';
import { Failure, print } from '../output.ts';

interface Options {
  channel: string;
  what: string;
  reason: string;
}

export function addSuppressions(program: Command): void {
  program
    .command('suppressions')
    .description('addresses that get no messages because of a bounce or a complaint')
    .command('lift')
    .argument('<address>', 'any identifier: user:42, email:a@b.c, a profile id')
    .requiredOption('--channel <name>', 'email, sms or push')
    .requiredOption('--reason <text>', "why; it stays in the person's history")
    .option('--what <kind>', 'bounced, or complained after a new consent', 'bounced')
    .description('write to this address again (privacy)')
    .action(lift);
}

async function lift(address: string, { channel, what, reason }: Options, command: Command): Promise<void> {
  const answer = await call('POST /v1/profiles/{address}/suppressions/lift', {
    path: { address },
    body: { channel: oneOf(sendChannels, channel, '--channel'), what: oneOf(KINDS, what, '--what'), reason },
  });
  print(command, answer, [`Lifted for ${answer.lifted} of this person's addresses: ${what} on ${channel}.`]);
}

const KINDS = ['bounced', 'complained'] as const;

function oneOf<T extends string>(known: readonly T[], given: string, option: string): T {
  const found = known.find((each) => each === given);
  if (found === undefined) throw new Failure(`${option} is one of ${known.join(', ')}.`, 2);
  return found;
}
