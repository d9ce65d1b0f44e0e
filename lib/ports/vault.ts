// Sealing and opening of personal data, and the keys that never leave it (I9).
import type { Sealed, WrappedKeys } from '../../schemas/mailbox.ts';
import type { AddressKind, IdentifierKind } from '../../schemas/names.ts';
import type { ProfileId } from '../../schemas/primitives.ts';

export interface Sealing {
  /** Seals one value under this request's key. `kind` decides hash normalisation, mask and derived attribute. */
  seal(value: string, kind: 'email' | 'phone' | 'name' | 'token' | 'ip' | 'url' | 'text'): Sealed;
  /** Like Vault's functions of the same names, but synchronous: the keys are already in memory. */
  profileId(kind: IdentifierKind, identifier: string): ProfileId;
  hash(value: string, kind: 'email' | 'phone' | 'text'): string;
  /** The profile id of the one address that the text is; undefined: it is none. */
  addressId(kind: AddressKind, text: string): ProfileId | undefined;
  /** The wrapped key of this request, which travels with the values; empty if nothing was sealed. */
  keys(): WrappedKeys;
}

export interface Vault {
  /** Begins one request's sealing with a fresh random key, wrapped under the cached data key. */
  begin(): Promise<Sealing>;
  /** Opens a sealed value with its profile's wrapped keys. Throws Erased if its key is gone. */
  open(sealed: Sealed, keys: WrappedKeys): Promise<string>;
  /**
   * profile id = kind letter + HMAC(kind, identifier) under the match key, which is never rotated. For a mail or
   * phone it is the letter, a dash and its `hash`: a sealed value names its own address without being opened.
   */
  profileId(kind: IdentifierKind, identifier: string): Promise<ProfileId>;
  /** The keyed hash that `seal` puts into `h`, for matching. */
  hash(value: string, kind: 'email' | 'phone' | 'text'): Promise<string>;
  /** The masked form that `seal` puts into `m`, for display. */
  mask(value: string, kind: 'email' | 'phone' | 'text'): string;
  /** Signs and reads recipients' link tokens under the link key. Undefined: not one of ours, or damaged. */
  signToken(payload: Record<string, string | number>): Promise<string>;
  readToken(token: string): Promise<Record<string, string | number> | undefined>;
}

/** The key of a sealed value was erased with its profile. */
export class Erased extends Error {
  override name = 'Erased';
}
