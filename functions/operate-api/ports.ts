// What operate-api is wired to.
import { dynamodb, kms, s3, sqs } from '../../lib/adapters/aws.ts';
import { dynamoAddressBook } from '../../lib/adapters/dynamodb/address-book.ts';
import { dynamoBlockList } from '../../lib/adapters/dynamodb/block-list.ts';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { dynamoProfileStore } from '../../lib/adapters/dynamodb/profile-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { dynamoQuarantine } from '../../lib/adapters/dynamodb/quarantine.ts';
import { dynamoSealedNames } from '../../lib/adapters/dynamodb/sealed-names.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { kmsVault } from '../../lib/adapters/kms/vault.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { sqsQueue } from '../../lib/adapters/sqs/queue.ts';
import { Intake } from '../../lib/application/ingest.ts';
import { liveProgram } from '../../lib/application/operate-program.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import type { ApiPorts } from './api.ts';

const clock = (): number => Date.now();

export function ports(): ApiPorts {
  const systemTable = env('SYSTEM_TABLE');
  const profilesTable = env('PROFILES_TABLE');
  const programs = dynamoProgramStore(dynamodb(), systemTable, s3ObjectStore(s3(), env('PROGRAM_BUCKET')));
  const region = optionalEnv('PHONE_REGION');
  const vault = kmsVault({
    kms: kms(),
    dynamodb: dynamodb(),
    keyArn: env('SEAL_KEY_ARN'),
    systemTable,
    clock,
    region,
  });
  const mailbox = sqsQueue<Envelope>(sqs(), env('MAILBOX_QUEUE_URL'));
  const quarantine = dynamoQuarantine(dynamodb(), systemTable);
  const sealedNames = dynamoSealedNames(dynamodb(), systemTable, clock);
  const program = async () => (await liveProgram(programs))?.program;
  return {
    program: { programs, hash: (value, kind) => vault.hash(value, kind), clock },
    profile: {
      profiles: dynamoProfileStore(dynamodb(), profilesTable),
      addresses: dynamoAddressBook(dynamodb(), profilesTable),
      blocks: dynamoBlockList(dynamodb(), profilesTable),
      vault,
      program,
    },
    money: { money: dynamoMoneyStore(dynamodb(), env('MONEY_TABLE')), program, clock },
    release: {
      quarantine,
      vault,
      mailbox,
      clock,
      intake: new Intake({ vault, mailbox, quarantine, sealedNames, clock }),
    },
  };
}
