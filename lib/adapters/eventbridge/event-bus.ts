// Our own events on the company's bus. PutEvents responds 200 even where it took nothing, so the count of failed
// entries is checked.
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { BusEvent } from '../../ports/announcer.ts';
import { Unavailable } from '../../ports/queue.ts';

/** Intake listens to every source on the bus except this one. */
const SOURCE = 'cairn';

export function eventBridgeBus(client: EventBridgeClient, EventBusName: string) {
  return async ({ type, detail, at }: BusEvent): Promise<void> => {
    const entry = {
      EventBusName,
      Source: SOURCE,
      DetailType: type,
      Detail: JSON.stringify(detail),
      Time: new Date(at),
    };
    const { FailedEntryCount, Entries } = await reach(
      client.send(new PutEventsCommand({ Entries: [entry] })),
    );
    if (FailedEntryCount) throw new Unavailable(`EventBridge: ${Entries?.[0]?.ErrorCode ?? 'entry failed'}`);
  };
}

async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Unavailable(`EventBridge: ${error instanceof Error ? error.name : 'no answer'}`, {
      cause: error,
    });
  }
}
