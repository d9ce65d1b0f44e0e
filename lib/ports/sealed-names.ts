// Which traits and properties the live program seals beside those that always are.
export interface SealedNames {
  /** Cached for a minute by the adapter; empty before the first publish. */
  current(): Promise<readonly string[]>;
}
