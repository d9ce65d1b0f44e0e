// Why a decision turned out as it did (I8): stored in history entries.

/** One leaf of a decision: the condition as written, the value it met, and whether it held. */
export interface Reason {
  /** The condition, compact, as the marketer wrote it. */
  if: unknown;
  value?: unknown;
  held: boolean;
}
