// What the domain needs of a vault while it seals one profile's events: everything at once, synchronously.
import type { Sealed } from '../../../schemas/mailbox.ts';
import type { AddressKind } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';

export type SealKind = 'email' | 'phone' | 'name' | 'token' | 'ip' | 'url' | 'text';

export interface Sealer {
  seal(value: string, kind: SealKind): Sealed;
  profileId(kind: 'user' | 'email' | 'phone' | 'device' | 'anonymous', identifier: string): ProfileId;
  /** Keyed, so that hashed values cannot be guessed. */
  hash(value: string, kind: 'email' | 'phone' | 'text'): string;
  /** The profile id of the one address that the text is; undefined: it is none. */
  addressId(kind: AddressKind, text: string): ProfileId | undefined;
}
