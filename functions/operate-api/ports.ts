// What operate-api is wired to.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { dynamodb, eventBridge, s3, sns } from '../../lib/adapters/aws.ts';
import { doorPorts } from '../../lib/adapters/door.ts';
import { dynamoAddressBook } from '../../lib/adapters/dynamodb/address-book.ts';
import { dynamoBudgetStore } from '../../lib/adapters/dynamodb/budget-store.ts';
import { dynamoMoneyStore } from '../../lib/adapters/dynamodb/money-store.ts';
import { dynamoProgramStore } from '../../lib/adapters/dynamodb/program-store.ts';
import { dynamoKeyRing } from '../../lib/adapters/dynamodb/write-keys.ts';
import { env, optionalEnv } from '../../lib/adapters/env.ts';
import { eventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { logger } from '../../lib/adapters/logger.ts';
import { s3ObjectStore } from '../../lib/adapters/s3/object-store.ts';
import { financeTopic } from '../../lib/adapters/sns/finance-topic.ts';
import type { DecidePorts } from '../../lib/application/budget/decide-budget.ts';
import { Intake } from '../../lib/application/intake/ingest.ts';
import { liveProgram } from '../../lib/application/program/publish-program.ts';
import type { ApiPorts } from './api.ts';

const clock = (): number => Date.now();

export function ports(): ApiPorts {
  const systemTable = env('SYSTEM_TABLE');
  const programs = dynamoProgramStore(dynamodb(), systemTable, s3ObjectStore(s3(), env('PROGRAM_BUCKET')));
  const door = doorPorts(clock);
  const { vault, profiles, blocks } = door;
  const program = async () => (await liveProgram(programs))?.program;
  const addresses = dynamoAddressBook(dynamodb(), env('PROFILES_TABLE'));
  return {
    program: {
      programs,
      hash: (value, kind) => vault.hash(value, kind),
      pause,
      currency: optionalEnv('BUDGET_CURRENCY'),
      clock,
    },
    profile: { profiles, addresses, blocks, vault, program },
    money: { ...moneyPorts(), program },
    keys: {
      ring: dynamoKeyRing(dynamodb(), systemTable),
      random: () => randomBytes(24).toString('base64url'),
      clock,
    },
    release: { ...door, intake: new Intake(door) },
  };
}

function moneyPorts(): DecidePorts {
  const table = env('MONEY_TABLE');
  return {
    budgets: dynamoBudgetStore(dynamodb(), table),
    money: dynamoMoneyStore(dynamodb(), table),
    announcer: {
      publish: eventBridgeBus(eventBridge(), env('EVENT_BUS_NAME')),
      tellFinance: financeTopic(sns(), env('FINANCE_TOPIC_ARN')),
    },
    apiUrl: env('API_URL'),
    clock,
    onUntold: (budget, error) => logger.error('a decision was not told', { budget, error: error as Error }),
  };
}
