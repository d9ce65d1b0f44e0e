// Write keys of integrations: stored as SHA-256, never in plain.
export type Scope = 'server' | 'browser';
export interface WriteKey {
  id: string;
  scope: Scope;
  name: string;
}
export interface WriteKeys {
  /** Undefined: unknown or revoked. Cached for a minute by the adapter. */
  find(key: string): Promise<WriteKey | undefined>;
}
