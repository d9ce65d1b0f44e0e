// What reads as an address: one reading decides its hash, its profile id, whether the person is reachable and where a
// message goes (I4). Anything that could be more or less than one address is none.
import { describe, expect, it } from 'vitest';
import { inMemoryVault } from '../../../lib/adapters/in-memory/vault.ts';
import { readEmail } from '../../../lib/domain/sealing/email-address.ts';
import type { AddressKind } from '../../../schemas/names.ts';
import { openDoor } from './door.ts';

const sealing = (region?: string) => inMemoryVault(region === undefined ? {} : { region }).begin();

/** The address as a message would be sent to it; undefined: it is none. */
async function read(kind: AddressKind, text: string, region?: string): Promise<string | undefined> {
  const vault = inMemoryVault(region === undefined ? {} : { region });
  const sealing = await vault.begin();
  const sealed = sealing.seal(text, kind);
  const id = sealing.addressId(kind, text);
  expect(id === undefined).toBe(sealed.unreadable === true);
  if (id === undefined) return undefined;
  expect(id.slice(2)).toBe(sealed.$sealed.h);
  const opened = await vault.open(sealed, sealing.keys());
  return kind === 'email' ? readEmail(opened)?.deliverable : opened;
}

describe('an e-mail address', () => {
  it.each([
    ['lea@example.org', 'lea@example.org'],
    ['  Lea.B+shop@Example.ORG ', 'Lea.B+shop@example.org'],
    ['mailto:lea@example.org', 'lea@example.org'],
    ['\u200elea@example.org', 'lea@example.org'],
    ['lea@exam\u00adple.org', 'lea@example.org'],
    ['\ufefflea\u200b@example.org\u00a0', 'lea@example.org'],
    ['lea@Müller.example', 'lea@xn--mller-kva.example'],
    ['lea@mu\u0308ller.example', 'lea@xn--mller-kva.example'],
    ['lea@例え。jp', 'lea@xn--r8jz45g.jp'],
    ["o'neill@example.org", "o'neill@example.org"],
  ])('%j goes to %s', async (text, to) => expect(await read('email', text)).toBe(to));

  it.each([
    '',
    'n/a',
    'none',
    'unknown@',
    '@example.org',
    'lea@localhost',
    'Lea <lea@example.org>',
    '<lea@example.org>',
    'lea@example.org, tom@example.org',
    'lea@example.org;tom@example.org',
    'lea@example.org tom@example.org',
    'l\ufffda@example.org',
    'l\ud800a@example.org',
    'lea@@example.org',
    'lea @example.org',
    'lea..b@example.org',
    '.lea@example.org',
    'lea@example..org',
    'lea@-example.org',
    'lea@example.org.',
    'lea@example.org:25',
    'lea@192.0.2.7',
    'lea%40example.org',
    'mailto:lea@example.org?subject=x',
    'tel:+4915112345678',
    `${'x'.repeat(65)}@example.org`,
    `lea@${'x'.repeat(64)}.org`,
  ])('%j is none', async (text) => expect(await read('email', text)).toBeUndefined());

  it('has one key for all its spellings, whatever the locale; plus tags and dots are kept', async () => {
    const { addressId } = await sealing();
    const id = (text: string) => addressId('email', text);
    expect(id('ÖZ@Müller.example')).toBe(id(' öz@xn--mller-kva.EXAMPLE'));
    expect(id('IDA@example.org')).toBe(id('ida@example.org'));
    expect(id('l.ea@example.org')).not.toBe(id('lea@example.org'));
    expect(id('lea+a@example.org')).not.toBe(id('lea@example.org'));
  });
});

describe('a phone number', () => {
  it.each([
    ['+49 (0) 171 / 2345678', undefined, '+491712345678'],
    ['0049 171 2345678', undefined, '+491712345678'],
    ['00 49 171 2345678', undefined, '+491712345678'],
    ['tel:+49-171-2345678', undefined, '+491712345678'],
    ['+49\u00a0171\u200e2345678', undefined, '+491712345678'],
    ['＋４９ １７１ ２３４５６７８', undefined, '+491712345678'],
    ['0171 2345678', 'DE', '+491712345678'],
    ['8 912 345-67-89', 'RU', '+79123456789'],
    // The only reading: national and international agree.
    ['79123456789', 'RU', '+79123456789'],
    ['3921234567', 'IT', '+393921234567'],
    ['+521 55 1234 5678', undefined, '+525512345678'],
    ['+52 55 1234 5678', undefined, '+525512345678'],
    ['+55 11 8765-4321', undefined, '+5511987654321'],
    ['+54 11 2345-6789', undefined, '+5491123456789'],
    ['+54 9 11 2345 6789', undefined, '+5491123456789'],
  ])('%j read in %s goes to %s', async (text, region, to) =>
    expect(await read('phone', text, region)).toBe(to),
  );

  it.each([
    ['', undefined],
    ['n/a', undefined],
    ['-', undefined],
    ['0171 2345678', undefined],
    ['491712345678', undefined],
    // It could be a number of Germany or one that lost its plus.
    ['491712345678', 'DE'],
    ['+0301234567', 'DE'],
    ['+', 'DE'],
    ['112', 'DE'],
    ['2026-11-20', 'DE'],
    ['call 0171 2345678', 'DE'],
    ['0171 2345678 ext. 5', 'DE'],
    ['+491712345678, +491712345679', undefined],
    ['+491712345678 / +491712345679', undefined],
    ['1-800-FLOWERS', 'US'],
  ])('%j read in %s is none', async (text, region) =>
    expect(await read('phone', text, region)).toBeUndefined(),
  );
});

describe('texts that are no address', () => {
  it.each(['email', 'phone'] as const)(
    'under %s share no hash with each other or with an address',
    async (kind) => {
      const { seal } = await sealing();
      const texts = ['n/a', 'unknown', '-', '', 'lea@', '0171', '+'];
      const hashes = texts.map((text) => seal(text, kind).$sealed.h);
      expect(new Set(hashes).size).toBe(texts.length);
    },
  );

  it('are kept, get no address id, and are named to whoever posted them', async () => {
    const door = openDoor();
    const answer = await door.post({
      path: '/v1/batch',
      body: {
        batch: [
          { type: 'identify', userId: 'lea', traits: { email: 'lea@example.org', phone: '' } },
          { type: 'identify', userId: 'tom', traits: { email: 'Tom <tom@example.org>', phone: 'n/a' } },
          { type: 'identify', userId: 'kim', traits: { email: ['kim@example.org'], phone: 491712345678 } },
        ],
      },
    });
    expect(answer.body).toMatchObject({ accepted: 3, rejected: [] });
    expect(answer.body['warnings']).toMatchObject([
      { index: 1, pointer: '/traits/email', detail: expect.stringContaining('one e-mail address') },
      { index: 1, pointer: '/traits/phone', detail: expect.stringContaining('one phone number') },
      { index: 2, pointer: '/traits/email' },
      { index: 2, pointer: '/traits/phone' },
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('tom@');
    expect(door.arrived().map(({ addresses }) => addresses?.length ?? 0)).toEqual([1, 0, 0]);
  });
});
