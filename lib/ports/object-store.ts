// Texts under a name, for content that is too long for a row and never changes.
export interface ObjectStore {
  put(name: string, text: string, type: string): Promise<void>;
  /** Strongly consistent. Undefined: no such object. */
  get(name: string): Promise<string | undefined>;
}
