// What happened to each send (I3). Conditional puts only: a state that was final stays.
import type { Money, ProfileId, SendChannel } from '../../schemas/primitives.ts';

/** Who and what a send was for; stored with every record, so receipts and the outbox find their way home. */
export interface SendSubject {
  sendId: string;
  profile: ProfileId;
  channel: SendChannel;
  journey: string;
  entry: number;
  step: string;
  visit: number;
  template: string;
  expiresAt: number;
}

export type SendRecord = SendSubject & { at: number } & (
    | {
        status: 'calling';
        attempt: number;
        lease?: string;
        cost: Money;
        calledAt: number /** hash of the address called */;
        address?: string;
      }
    | { status: 'again'; attempt: number; reason: string }
    | {
        status: 'sent';
        providerId?: string;
        lease?: string;
        cost: Money;
        costRev: number;
        /** The real price where it came in another currency than the lease's: `cost` then stays what was reserved. */
        price?: Money;
        address?: string;
      }
    | {
        status: 'failed';
        reason: string;
        /** The provider's word on the address itself: it does not exist, or its owner said no there. */
        fault?: 'address' | 'opted-out';
        lease?: string;
        address?: string;
      }
    | { status: 'unknown'; lease?: string; cost: Money; address?: string }
    | { status: 'refused'; reason: string; retryAt?: number }
  );

export interface SendLog {
  /** Strongly consistent. */
  read(sendId: string): Promise<SendRecord | undefined>;
  /** Puts `calling` where there is no record, or `again` of this attempt. False: somebody else is or was here. */
  claim(record: Extract<SendRecord, { status: 'calling' }>): Promise<boolean>;
  /** Puts `refused` where there is no record, or `again` of this attempt. */
  refuse(record: Extract<SendRecord, { status: 'refused' }>, attempt: number): Promise<boolean>;
  /** calling(attempt) -> sent | failed | unknown | again(attempt + 1). False: it was no longer that. */
  settle(
    record: Extract<SendRecord, { status: 'sent' | 'failed' | 'unknown' | 'again' }>,
    attempt: number,
  ): Promise<boolean>;
  /**
   * unknown or calling -> sent or failed by a provider's event; sent keeps; the real price raises costRev if it is another than known.
   * `at` stays: the cost's row is filed under it. Returns the record after.
   */
  amend(
    sendId: string,
    change: { status?: 'sent' | 'failed'; reason?: string; cost?: Money },
  ): Promise<SendRecord | undefined>;
  /** Micros that the sends of a lease hold: cost of calling, sent and unknown. */
  sumOfLease(lease: string): Promise<number>;
}
