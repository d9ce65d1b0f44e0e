// What happened to each send (I3). Conditional puts only: a final state stays.
import type { Money, ProfileId, SendChannel } from '../../schemas/primitives.ts';

/** Whom and what a send was for; stored with every record, so that receipts and the outbox can be matched to it. */
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
        /**
         * The real price where it was reported in another currency than the lease's: `cost` then stays what was
         * reserved.
         */
        price?: Money;
        address?: string;
      }
    | {
        status: 'failed';
        reason: string;
        /** The provider's report on the address itself: it does not exist, or its owner opted out there. */
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
  /**
   * Puts `calling` where there is no record, or where it is `again` for this attempt. False: another sender is or was
   * here.
   */
  claim(record: Extract<SendRecord, { status: 'calling' }>): Promise<boolean>;
  /** Puts `refused` where there is no record, or where it is `again` for this attempt. */
  refuse(record: Extract<SendRecord, { status: 'refused' }>, attempt: number): Promise<boolean>;
  /** calling(attempt) -> sent | failed | unknown | again(attempt + 1). False: it was no longer calling. */
  settle(
    record: Extract<SendRecord, { status: 'sent' | 'failed' | 'unknown' | 'again' }>,
    attempt: number,
  ): Promise<boolean>;
  /**
   * unknown or calling -> sent or failed by a provider's event; sent stays sent; the real price raises costRev if it
   * differs from the known one. `at` stays: the cost's row is filed under it. Returns the record after the change.
   */
  amend(
    sendId: string,
    change: { status?: 'sent' | 'failed'; reason?: string; cost?: Money },
  ): Promise<SendRecord | undefined>;
  /** Micros that the sends of a lease hold: cost of calling, sent and unknown. */
  sumOfLease(lease: string): Promise<number>;
}
