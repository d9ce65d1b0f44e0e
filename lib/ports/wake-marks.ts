// How far the sweep of the wake index has come in each shard: durable, so that a pause or a crash goes on where it was.
export interface WakeMark {
  /** Everything up to here was handed out: a cursor of the wake index, and its time (ms). */
  cursor?: string;
  reached: number;
  /** When the last look at what lies behind the cursor began, and what `reached` was then: so far goes the next one. */
  lookedBackAt: number;
  lookBackTo: number;
  /** A look back under way: where it is, and where it ends. */
  lookingBack?: { after?: string; to: number };
}

export interface WakeMarks {
  all(): Promise<Map<number, WakeMark>>;
  save(shard: number, mark: WakeMark): Promise<void>;
}
