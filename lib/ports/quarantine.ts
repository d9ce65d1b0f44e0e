// What could not be taken in, stored in full (sealed) with its reason until someone mends it and posts it again.
export interface Quarantined {
  id: string;
  at: number;
  /** Where it was caught: intake or mailbox. */
  source: string;
  type?: string;
  event?: string;
  pointer: string;
  detail: string;
  /** The original, sealed as one text, with its wrapped key. */
  sealed: {
    value: import('../../schemas/mailbox.ts').Sealed;
    keys: import('../../schemas/mailbox.ts').WrappedKeys;
  };
  releasedAt?: number;
  /** Everyone who read the original, oldest first. */
  opened?: Opened[];
}
export interface Opened {
  by: string;
  at: number;
}
/** What a count needs of an item: no original is read. */
export type QuarantineNote = Pick<Quarantined, 'at' | 'event' | 'releasedAt'>;

export interface Quarantine {
  put(items: readonly Quarantined[]): Promise<void>;
  list(options: { limit: number; cursor?: string }): Promise<{ items: Quarantined[]; cursor?: string }>;
  /** Of every item with `from` <= at < `to`. */
  notes(from: number, to: number): Promise<QuarantineNote[]>;
  get(id: string): Promise<Quarantined | undefined>;
  /** Records that a person reads the original. False: there is no such item. */
  markOpened(id: string, opened: Opened): Promise<boolean>;
  markReleased(id: string, at: number): Promise<boolean>;
}
