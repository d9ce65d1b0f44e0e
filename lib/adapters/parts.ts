// The parts of an installation, each from the environment. A function makes those it was granted, and the bundler drops
// the others with all that they import: a call at the top of an adapter is marked as pure.
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { FactsMessage } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { perChannel, type SendChannel, sendsVariable } from '../../schemas/names.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Queue, Redelivery } from '../ports/queue.ts';
import { dynamodb, eventBridge, kms, s3, sns, sqs } from './aws.ts';
import { dynamoAddressBook } from './dynamodb/address-book.ts';
import { dynamoBlockList } from './dynamodb/block-list.ts';
import { dynamoBudgetStore } from './dynamodb/budget-store.ts';
import { dynamoDoorSettings } from './dynamodb/door-settings.ts';
import { dynamoKeyStore } from './dynamodb/key-store.ts';
import { dynamoMoneyStore } from './dynamodb/money-store.ts';
import { dynamoProfileStore } from './dynamodb/profile-store.ts';
import { dynamoProgramStore } from './dynamodb/program-store.ts';
import { dynamoQuarantine } from './dynamodb/quarantine.ts';
import { dynamoSendLog } from './dynamodb/send-log.ts';
import { dynamoShortLinks } from './dynamodb/short-links.ts';
import { dynamoWakeIndex } from './dynamodb/wake-index.ts';
import { dynamoWakeMarks } from './dynamodb/wake-marks.ts';
import { dynamoKeyRing, dynamoWriteKeys } from './dynamodb/write-keys.ts';
import { env, optionalEnv } from './env.ts';
import { eventBridgeBus } from './eventbridge/event-bus.ts';
import { readPhone } from './kms/phone.ts';
import { kmsVault } from './kms/vault.ts';
import { s3ObjectStore } from './s3/object-store.ts';
import { financeTopic } from './sns/finance-topic.ts';
import { queueDepth } from './sqs/depth.ts';
import { sqsQueue } from './sqs/queue.ts';
import { sqsRedelivery } from './sqs/redelivery.ts';

export const clock = (): number => Date.now();

const profilesTable = () => env('PROFILES_TABLE');
const systemTable = () => env('SYSTEM_TABLE');
const moneyTable = () => env('MONEY_TABLE');

export const profiles = () => dynamoProfileStore(dynamodb(), profilesTable());
export const blocks = () => dynamoBlockList(dynamodb(), profilesTable());
export const addresses = () => dynamoAddressBook(dynamodb(), profilesTable());
export const wakeIndex = () => dynamoWakeIndex(dynamodb(), profilesTable());
export const keys = () => dynamoKeyStore(dynamodb(), { keys: env('KEYS_TABLE'), profiles: profilesTable() });

export const quarantine = () => dynamoQuarantine(dynamodb(), systemTable());
export const doorSettings = () => dynamoDoorSettings(dynamodb(), systemTable(), clock);
export const writeKeys = () => dynamoWriteKeys(dynamodb(), systemTable(), clock);
export const keyRing = () => dynamoKeyRing(dynamodb(), systemTable());
export const wakeMarks = () => dynamoWakeMarks(dynamodb(), systemTable());
export const shortLinks = () => dynamoShortLinks(dynamodb(), systemTable());
export const programs = () =>
  dynamoProgramStore(dynamodb(), systemTable(), s3ObjectStore(s3(), env('PROGRAM_BUCKET')));

export const sendLog = () => dynamoSendLog(dynamodb(), env('SENDS_TABLE'), clock);
export const budgets = () => dynamoBudgetStore(dynamodb(), moneyTable());
export const money = () => dynamoMoneyStore(dynamodb(), moneyTable());

const sealing = () => ({
  kms: kms(),
  dynamodb: dynamodb(),
  keyArn: env('SEAL_KEY_ARN'),
  systemTable: systemTable(),
  clock,
});
export const vault = () => kmsVault(sealing());
/** A vault that also reads phone numbers as people write them; it includes the numbering plans of all countries. */
export const vaultOfNumbers = () =>
  kmsVault({ ...sealing(), region: optionalEnv('PHONE_REGION'), readPhone });

export const mailbox = (): Queue<Envelope> => sqsQueue(sqs(), env('MAILBOX_QUEUE_URL'));
export const mailboxRedelivery = (): Redelivery => sqsRedelivery(sqs(), env('MAILBOX_QUEUE_URL'));
export const mailboxDepth = () => queueDepth(sqs(), env('MAILBOX_QUEUE_URL'));
export const timers = (): Queue<Timer> => sqsQueue(sqs(), env('TIMERS_QUEUE_URL'));
export const facts = <T extends FactsMessage>(): Queue<T> => sqsQueue(sqs(), env('FACTS_QUEUE_URL'));
export const allSends = (): Record<SendChannel, Queue<SendRequest>> => perChannel(sends);

/** A sender was granted the queue of its own channel alone. */
const ownSends = (channel: SendChannel): string => env(sendsVariable(channel));
export const sends = (channel: SendChannel): Queue<SendRequest> => sqsQueue(sqs(), ownSends(channel));
export const sendsRedelivery = (channel: SendChannel): Redelivery => sqsRedelivery(sqs(), ownSends(channel));

export const announcer = (): Announcer => ({
  publish: eventBridgeBus(eventBridge(), env('EVENT_BUS_NAME')),
  notifyFinance: financeTopic(sns(), env('FINANCE_TOPIC_ARN')),
});

/** What the door needs, whether events arrive over HTTP, from the bus, or are released from quarantine. */
export const door = () => ({
  vault: vaultOfNumbers(),
  mailbox: mailbox(),
  quarantine: quarantine(),
  doorSettings: doorSettings(),
  profiles: profiles(),
  blocks: blocks(),
  clock,
});
