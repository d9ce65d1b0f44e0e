// Write keys of integrations: stored as SHA-256, never in plain.
export type Scope = 'server' | 'browser';
export interface WriteKey {
  id: string;
  scope: Scope;
  name: string;
}
export interface WriteKeys {
  /** Undefined: unknown or revoked. Cached for a minute by the adapter, and never beyond a known end. */
  find(key: string): Promise<WriteKey | undefined>;
}

/** A key as people handle it: everything but the key itself. */
export interface KeyRecord extends WriteKey {
  /** The key's last characters, to recognise it by. */
  last: string;
  createdAt: number;
  createdBy: string;
  /** When it stopped, or will stop, working. */
  revokedAt?: number;
  /** The id of the key that takes its place. */
  replacedBy?: string;
}

export interface KeyRing {
  /** Sorted by id, starting after `after`. `next` where there are more. */
  list(limit: number, after?: string): Promise<{ keys: KeyRecord[]; next?: string }>;
  get(id: string): Promise<KeyRecord | undefined>;
  /** Stores the hash of the key. */
  add(key: string, about: Pick<KeyRecord, 'scope' | 'name' | 'createdAt' | 'createdBy'>): Promise<KeyRecord>;
  /** Ends it at `at`; an earlier end stays. Undefined: no key has that id. */
  end(id: string, at: number): Promise<KeyRecord | undefined>;
  /** Ends it at `at` in favour of the key `by`, where it has no end yet; otherwise it stays unchanged. */
  replace(id: string, by: string, at: number): Promise<KeyRecord | undefined>;
}
