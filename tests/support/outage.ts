/**
 * Stands before the emulators and has services refuse for as long as a test asks: an outage, from a function's point
 * of view.
 */
import type { Endpoints } from '../../local/functions/environment.ts';
import { callerOf, Relay, type RelayAnswer, type RelayRequest } from '../../local/relay.ts';

export interface Asked {
  /** Logical name of the function, such as StepProfile. */
  caller: string;
  /** `DynamoDB_20120810.PutItem`, or method and path where a protocol has no target. */
  what: string;
}

type Fault = (asked: Asked) => RelayAnswer | undefined;

export class Outage {
  /** How many requests were refused. */
  refused = 0;
  #fault: Fault | undefined;
  readonly #relay = new Relay(async (asked, pass) => this.#answer(asked) ?? pass());

  open(emulators: Endpoints): Promise<Endpoints> {
    return this.#relay.open(emulators);
  }

  close(): Promise<void> {
    return this.#relay.close();
  }

  begin(fault: Fault): void {
    this.#fault = fault;
  }

  end(): void {
    this.#fault = undefined;
  }

  #answer(asked: RelayRequest): RelayAnswer | undefined {
    const what = String(asked.headers['x-amz-target'] ?? `${asked.method} ${asked.path}`);
    const answer = this.#fault?.({ caller: callerOf(asked), what });
    if (answer) this.refused += 1;
    return answer;
  }
}

/** In the form of the services' JSON protocols: the SDK takes the name from the header or the type. */
export function refuse(status: number, code: string): RelayAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify({ __type: code, message: 'an outage' })),
  };
}
