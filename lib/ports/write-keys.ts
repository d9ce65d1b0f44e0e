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
  /** The key's last characters, to tell it by. */
  last: string;
  createdAt: number;
  createdBy: string;
  /** When it stopped, or will stop, working. */
  revokedAt?: number;
  /** The id of the key that takes its place. */
  replacedBy?: string;
}

export interface KeyRing {
  /** By id, `after` left out. `next` where there are more. */
  list(limit: number, after?: string): Promise<{ keys: KeyRecord[]; next?: string }>;
  get(id: string): Promise<KeyRecord | undefined>;
  /** Stores the hash of the key. */
  add(key: string, about: Pick<KeyRecord, 'scope' | 'name' | 'createdAt' | 'createdBy'>): Promise<KeyRecord>;
  /** Lets it end at `at`; an earlier end stays. Undefined: there is none of that id. */
  end(id: string, at: number): Promise<KeyRecord | undefined>;
  /** Lets it end at `at` for the key `by`, where nothing ends it yet; else it stays as it is. */
  replace(id: string, by: string, at: number): Promise<KeyRecord | undefined>;
}
