/**
 * Seals what is personal in an event's properties, traits and context, at any depth (I9): values under keys that name
 * personal data, keys that the program adds, and any text that holds an e-mail address, wherever it is. Nothing is
 * dropped: what cannot be sealed in place is sealed as one text.
 */
import type { Json, JsonObject } from '../../../schemas/primitives.ts';
import { spelled } from '../spelling.ts';
import { hasQuery, holdsAddress } from './find-address.ts';
import type { Sealer, SealKind } from './sealer.ts';

const KINDS: Readonly<Record<string, SealKind>> = {
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  useremail: 'email',
  customeremail: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  mobilephone: 'phone',
  telephone: 'phone',
  tel: 'phone',
  name: 'name',
  fullname: 'name',
  firstname: 'name',
  lastname: 'name',
  middlename: 'name',
  username: 'name',
  nickname: 'name',
  givenname: 'name',
  familyname: 'name',
  surname: 'name',
  displayname: 'name',
  ip: 'ip',
  ipaddress: 'ip',
  token: 'token',
  devicetoken: 'token',
  pushtoken: 'token',
  advertisingid: 'token',
  idfa: 'token',
  gaid: 'token',
  address: 'text',
  shippingaddress: 'text',
  billingaddress: 'text',
  street: 'text',
  postaladdress: 'text',
  birthday: 'text',
  birthdate: 'text',
  dateofbirth: 'text',
  dob: 'text',
  userid: 'text',
  anonymousid: 'text',
  search: 'url',
};

/** Sibling keys that make `name` the name of a thing, as in Segment's e-commerce events. */
const OF_A_THING = [
  'product_id',
  'productId',
  'sku',
  'price',
  'quantity',
  'brand',
  'category',
  'variant',
  'revenue',
];

/** How the door seals a value under this name, if it does. `sealed`: the names that the program adds. */
export function sealKindOf(name: string, sealed: readonly string[]): SealKind | undefined {
  const plain = spelled(name);
  const kind = Object.hasOwn(KINDS, plain) ? KINDS[plain] : undefined;
  return kind ?? (sealed.some((each) => spelled(each) === plain) ? 'text' : undefined);
}

export interface SealRules {
  /** Traits and properties that the program seals in addition to those above, spelled as in the program. */
  sealed: readonly string[];
  /** False where `name` is the name of a page or screen. */
  names: boolean;
}

/**
 * The object with every personal value sealed. Keys that hold an address, or look like one of our seals, are sealed
 * too.
 */
export function sealObject(
  object: Readonly<Record<string, unknown>>,
  sealer: Sealer,
  rules: SealRules,
): JsonObject {
  return new Sealing(sealer, rules).object(object, undefined);
}

class Sealing {
  private readonly sealer: Sealer;
  private readonly names: boolean;
  private readonly extra: ReadonlySet<string>;

  constructor(sealer: Sealer, rules: SealRules) {
    this.sealer = sealer;
    this.names = rules.names;
    this.extra = new Set(rules.sealed.map(spelled));
  }

  /** `inherited`: the kind of an enclosing personal key, which applies to everything below it. */
  object(object: Readonly<Record<string, unknown>>, inherited: SealKind | undefined): JsonObject {
    const thing = inherited === undefined && OF_A_THING.some((key) => key in object);
    const entries = Object.entries(object).map(([key, value]): [string, Json] => {
      if (key === '$sealed' || key === '__proto__' || holdsAddress(key)) {
        const sealed = this.sealer.seal(JSON.stringify({ [key]: value }), 'text');
        return [`sealed-${sealed.$sealed.h.slice(0, 12)}`, sealed];
      }
      return [key, this.value(value, inherited ?? this.kindOf(key, thing))];
    });
    return Object.fromEntries(entries);
  }

  private kindOf(key: string, thing: boolean): SealKind | undefined {
    const plain = spelled(key);
    if (this.extra.has(plain)) return KINDS[plain] ?? 'text';
    if (plain === 'name' && (thing || !this.names)) return undefined;
    return Object.hasOwn(KINDS, plain) ? KINDS[plain] : undefined;
  }

  private value(value: unknown, kind: SealKind | undefined): Json {
    if (Array.isArray(value)) return value.map((item) => this.value(item, kind));
    if (typeof value === 'object' && value !== null)
      return this.object(value as Record<string, unknown>, kind);
    if (typeof value === 'string') return this.text(value, kind);
    if (typeof value === 'number') return kind === undefined ? value : this.sealer.seal(String(value), kind);
    return typeof value === 'boolean' ? value : null;
  }

  private text(value: string, kind: SealKind | undefined): Json {
    if (value === '') return value;
    if (kind !== undefined) return this.sealer.seal(value, kind);
    if (hasQuery(value)) return this.sealer.seal(value, 'url');
    return holdsAddress(value) ? this.sealer.seal(value, 'text') : value;
  }
}
