// A batch of the facts queue: reads and projects it, and names the failed messages for redelivery. A body that is not a
// fact is redelivered too, until its receive count moves it to the dead letters, where someone looks at it.
import type { Fact } from '../../../schemas/facts.ts';
import { factsMessage } from '../../../schemas/generated/facts-message.js';
import { parser } from '../../../schemas/parser.ts';
import type { MoneyStore } from '../../ports/money-store.ts';
import type { ProgramCache } from '../program/program-cache.ts';
import { projectFacts } from './project-facts.ts';

export interface FactsPorts {
  money: MoneyStore;
  programs: Pick<ProgramCache, 'current'>;
  onFailure: (messageId: string, error: unknown) => void;
}

interface Received {
  messageId: string;
  fact: Fact;
}

const readFacts = parser(factsMessage);

/** Returns the ids of the messages that must be redelivered. */
export async function receiveFacts(
  ports: FactsPorts,
  records: readonly { messageId: string; body: string }[],
): Promise<string[]> {
  const failed = new Set<string>();
  const fail = (messageId: string, error: unknown): void => {
    failed.add(messageId);
    ports.onFailure(messageId, error);
  };
  const received: Received[] = [];
  for (const { messageId, body } of records) {
    try {
      const facts = [readFacts(JSON.parse(body))].flat();
      received.push(...facts.map((fact) => ({ messageId, fact })));
    } catch (error) {
      fail(messageId, error);
    }
  }
  // Spend has its day already, so it is counted even before a first program defines the zone.
  const dated = received.filter(({ fact }) => fact.type === 'spend');
  await project(ports, dated, async () => 'UTC', fail);
  const timed = received.filter(({ fact }) => fact.type !== 'spend');
  await project(ports, timed, async () => (await ports.programs.current()).program.timeZone, fail);
  return [...failed];
}

async function project(
  { money }: FactsPorts,
  received: readonly Received[],
  timeZone: () => Promise<string>,
  fail: (messageId: string, error: unknown) => void,
): Promise<void> {
  if (received.length === 0) return;
  const facts = received.map(({ fact }) => fact);
  try {
    for (const [place, error] of await projectFacts(money, facts, await timeZone())) {
      const record = received[place];
      if (record) fail(record.messageId, error);
    }
  } catch (error) {
    for (const { messageId } of received) fail(messageId, error);
  }
}
