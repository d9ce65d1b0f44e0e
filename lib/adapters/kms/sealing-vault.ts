/**
 * The vault of lib/ports/vault.ts over any holder of keys: KMS in the cloud, fixed ones in simulations. The
 * cryptography is real in both.
 *
 * I9: a value is encrypted with AES-256-GCM under a random key of its own request and profile; that key travels
 *     wrapped under a data key that only the holder can open; so erasing the wrapped key makes the value unreadable
 *     wherever it was copied. The key id is authenticated with every ciphertext: a value cannot be opened under
 *     another's key. Match and link keys never leave this module.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Sealed, WrappedKeys } from '../../../schemas/mailbox.ts';
import { type IdentifierKind, profileIdOfHash } from '../../../schemas/names.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import { Erased, type Sealing, type Vault } from '../../ports/vault.ts';
import { type Description, describe, type Phones, type SealKind } from './describe.ts';

/** The holder of the keys that wrap others. `blob` is what it needs to find the key again. */
export interface KeyHolder {
  /** The data key to wrap new keys under. */
  current(): Promise<{ blob: string; key: Uint8Array }>;
  open(blob: string): Promise<Uint8Array>;
  /** Created once per installation, never rotated. */
  standing(name: 'match' | 'link'): Promise<Uint8Array>;
}

const HASH_BYTES = 16;

export class SealingVault implements Vault {
  private readonly holder: KeyHolder;
  private readonly phones: Phones;
  private readonly random: (bytes: number) => Buffer;

  constructor(
    holder: KeyHolder,
    options: Phones & {
      /** Set where keys are fixed, so that a simulation can be replayed byte for byte. */
      random?: (bytes: number) => Buffer;
    } = {},
  ) {
    this.holder = holder;
    this.phones = options;
    this.random = options.random ?? randomBytes;
  }

  async begin(): Promise<Sealing> {
    const [{ blob, key }, match] = await Promise.all([this.holder.current(), this.holder.standing('match')]);
    const { random } = this;
    const own = random(32);
    const id = random(9).toString('base64url');
    const wrapped = `${blob}.${encrypt(own, key, id, random(12)).toString('base64')}`;
    let used = false;
    return {
      seal: (value, kind) => {
        used = true;
        const description = describe(value, kind, this.phones);
        const { plain, mask, derived, unreadable } = description;
        const c = encrypt(Buffer.from(plain, 'utf8'), own, id, random(12)).toString('base64');
        const h = hashDescribed(match, kind, description);
        return {
          $sealed: { k: id, c, h },
          m: mask,
          ...(derived === undefined ? {} : { x: derived }),
          ...(unreadable ? { unreadable } : {}),
        };
      },
      profileId: (kind, identifier) => this.idWith(match, kind, identifier),
      addressId: (kind, text) => {
        const description = describe(text, kind, this.phones);
        if (description.unreadable) return undefined;
        return profileIdOfHash(kind, hashDescribed(match, kind, description));
      },
      hash: (value, kind) => this.hashWith(match, value, kind),
      keys: () => (used ? { [id]: wrapped } : {}),
    };
  }

  async open(sealed: Sealed, keys: WrappedKeys): Promise<string> {
    const { k, c } = sealed.$sealed;
    const wrapped = keys[k];
    if (wrapped === undefined) throw new Erased('The key of this value is gone.');
    const dot = wrapped.lastIndexOf('.');
    const key = await this.holder.open(wrapped.slice(0, dot));
    const own = decrypt(Buffer.from(wrapped.slice(dot + 1), 'base64'), key, k);
    return decrypt(Buffer.from(c, 'base64'), own, k).toString('utf8');
  }

  async profileId(kind: IdentifierKind, identifier: string): Promise<ProfileId> {
    return this.idWith(await this.holder.standing('match'), kind, identifier);
  }

  async hash(value: string, kind: 'email' | 'phone' | 'text'): Promise<string> {
    return this.hashWith(await this.holder.standing('match'), value, kind);
  }

  mask(value: string, kind: 'email' | 'phone' | 'text'): string {
    return describe(value, kind, this.phones).mask;
  }

  async signToken(payload: Record<string, string | number>): Promise<string> {
    const body = Buffer.from(JSON.stringify(payload), 'utf8').toString('base64url');
    return `${body}.${mac(await this.holder.standing('link'), body).toString('base64url')}`;
  }

  async readToken(token: string): Promise<Record<string, string | number> | undefined> {
    const [body, signature, ...more] = token.split('.');
    if (!body || !signature || more.length > 0) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const right = mac(await this.holder.standing('link'), body);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, string | number>;
  }

  /** A mail's or phone's profile id is its kind letter and the hash stored beside its sealed value. */
  private idWith(match: Uint8Array, kind: IdentifierKind, identifier: string): ProfileId {
    return profileIdOfHash(kind, this.hashWith(match, identifier, kind));
  }

  private hashWith(match: Uint8Array, value: string, kind: IdentifierKind | 'text'): string {
    if (kind !== 'email' && kind !== 'phone') return hashOf(match, kind, value);
    return hashDescribed(match, kind, describe(value, kind, this.phones));
  }
}

function hashDescribed(match: Uint8Array, kind: SealKind, { normal, unreadable }: Description): string {
  const isAddress = (kind === 'email' || kind === 'phone') && !unreadable;
  return hashOf(match, isAddress ? kind : 'text', normal);
}

const hashOf = (match: Uint8Array, kind: string, normal: string): string =>
  mac(match, `${kind}\0${normal}`).toString('base64url');

/** 128 bits: enough for any number of people, and short in ids and links. */
function mac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest().subarray(0, HASH_BYTES);
}

/** iv (12 bytes), ciphertext, tag (16 bytes). */
function encrypt(plain: Uint8Array, key: Uint8Array, bound: string, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound, 'utf8'));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(sealed: Buffer, key: Uint8Array, bound: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(
    Buffer.from(bound, 'utf8'),
  );
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}
