// Finding addresses: none is missed, code paths are not addresses, and no text makes it slow.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from '../../../lib/adapters/logger.ts';
import { hasQuery, holdsAddress, redact, splitUrl } from '../../../lib/domain/sealing/find-address.ts';

test.each([
  'a@b.de',
  'mailto:Ann.O+x@shop.example.com?x',
  'Ann <ann@example.com>',
  'x%40y.org',
  'https://e.x/ann@example.com/a',
  'ü@münchen.de',
  '"a b"@c.de',
])('%s contains one', (text) => expect(holdsAddress(text)).toBe(true));

test.each([
  '',
  '@',
  '@handle',
  'a@',
  'a@b',
  'a @ b.de',
  'node_modules/@middy/core/index.js',
  '50%40',
  '3.5',
  'https://shop.example/a?b=c',
])('%s contains none', (text) => expect(holdsAddress(text)).toBe(false));

test('every generated address is found and removed, whatever surrounds it', () => {
  const around = fc.constantFrom('', ' ', '"', '(', '\n', 'x ');
  fc.assert(
    fc.property(fc.emailAddress(), around, around, (address, before, after) => {
      expect(holdsAddress(`${before}${address}${after}`)).toBe(true);
      expect(redact(`${before}${address}${after}`)).not.toContain(address);
    }),
  );
});

test('takes linear time', () => {
  for (const part of ['a', '@', 'a@', '%40', 'a%40b', '.', 'a@b', '@.', 'a@b.@']) {
    const text = part.repeat(500_000 / part.length);
    const started = performance.now();
    holdsAddress(text);
    redact(text);
    expect(performance.now() - started).toBeLessThan(1500);
  }
});

test('URLs are split where their query begins', () => {
  expect(splitUrl('https://a.b/c?d=e#f')).toEqual({ base: 'https://a.b/c', rest: '?d=e#f' });
  expect(splitUrl('/c')).toEqual({ base: '/c', rest: '' });
  expect(hasQuery('https://a.b/c?d')).toBe(true);
  expect(hasQuery('what? no')).toBe(false);
});

test('log lines keep ids and lose addresses and phone numbers', () => {
  expect(clean('u-gO4vwDOvYsAxED_Lf3Fl4g did 1795168800000')).toBe(
    'u-gO4vwDOvYsAxED_Lf3Fl4g did 1795168800000',
  );
  expect(clean('to ann@example.com or +49 151 23456789')).toBe('to (address) or (phone)');
  expect(clean('Error: to +4915123456789')).toBe('Error: to (phone)');
});
