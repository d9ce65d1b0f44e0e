// The traits and properties that the live program seals in addition to those always sealed.
export interface SealedNames {
  /** Cached for a minute by the adapter; empty before the first publish. */
  current(): Promise<readonly string[]>;
}
