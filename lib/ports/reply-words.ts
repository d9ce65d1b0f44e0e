// Words of the live program by which people opt out of and into a channel that they can answer.
export interface LiveReplyWords {
  /** Cached for a minute by the adapter; empty before the first publish. */
  current(): Promise<{ stop: readonly string[]; start: readonly string[] }>;
}
