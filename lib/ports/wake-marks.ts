// How far the sweep of the wake index has come in each shard: durable, so that it continues there after a pause or a
// crash.
export interface WakeMark {
  /** Everything up to here was handed out: a cursor of the wake index, and its time (ms). */
  cursor?: string;
  reached: number;
  /** When the last look back behind the cursor began, and what `reached` was then: the next look back goes that far. */
  lookedBackAt: number;
  lookBackTo: number;
  /** A look back in progress: where it is, and where it ends. */
  lookingBack?: { after?: string; to: number };
}

export interface WakeMarks {
  all(): Promise<Map<number, WakeMark>>;
  save(shard: number, mark: WakeMark): Promise<void>;
}
