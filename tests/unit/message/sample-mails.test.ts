// The mails that a new company starts from are whole documents, as mail programs, screen readers and the law want them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../lib/channels/email/plain-text.ts';
import { render, type Scope } from '../../../lib/domain/message/render.ts';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import type { Template } from '../../../schemas/program.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['examples/shop', 'cli/starter'];
const mails = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder, 'templates')).map((file): [string, Template] => [
    `${folder}/${file}`,
    JSON.parse(readFileSync(join(ROOT, folder, 'templates', file), 'utf8')) as Template,
  ]),
).filter(([, { channel }]) => channel === 'email');

const NAME = 'Tea <b>& "Co"';
const scopeWith = (properties: Scope['event']['properties']): Scope => ({
  profile: { id: 'u-1' },
  event: { name: 'Product Added', properties },
  links: { unsubscribe: 'https://l.example/u/t' },
  program: { name: 'Shop', sender: { name: 'Shop', postalAddress: 'Street 1, Town' } },
});
const htmlOf = (template: Template, properties: Scope['event']['properties'] = {}): string => {
  const mail = render(template, scopeWith(properties), { zone: 'UTC', now: 0 });
  return mail.channel === 'email' ? mail.html : '';
};

it('there are mails to look at', () => {
  expect(mails.length).toBeGreaterThan(3);
});

describe.each(mails)('%s', (_, template) => {
  const html = htmlOf(template, {
    name: NAME,
    price: 9,
    image_url: 'https://shop.example/x.png',
    product_id: 'p',
  });

  it('is a whole document in a language, with a title', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="[a-z]+"/);
    expect(html).toMatch(/<meta charset="utf-8">/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html.endsWith('</html>')).toBe(true);
  });

  it('fits a phone and dark mode', () => {
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('@media (prefers-color-scheme:dark)');
    expect(html).toContain('max-width:600px');
  });

  it('begins with a preview that is not shown, and is no part of the text', () => {
    const preview = /<body[^>]*>\n<div style="display:none[^"]*">([^<]+)<\/div>/.exec(html)?.[1] ?? '';
    expect(preview.length).toBeGreaterThan(20);
    expect(plainText(html)).not.toContain(preview);
  });

  it('describes its pictures, and says that its tables are only layout', () => {
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/ alt="[^"]+"/);
    for (const [table] of html.matchAll(/<table[^>]*>/g)) expect(table).toContain('role="presentation"');
  });

  it('names the sender, and can be unsubscribed from, in text too', () => {
    for (const part of [html, plainText(html) ?? '', template.text === undefined ? html : template.text])
      expect(part).toMatch(/Unsubscribe/);
    expect(html).toContain('href="https://l.example/u/t"');
    expect(plainText(html)).toContain('Street 1, Town');
  });

  it('stays whole without the properties, and whatever they hold', () => {
    expect(htmlOf(template)).toMatch(/<\/html>$/);
    expect(html).not.toContain('<b>& ');
    expect(html).not.toMatch(/&amp;amp;|&amp;lt;/);
  });
});

it('the programs that they belong to have no findings', () => {
  for (const folder of FOLDERS) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    );
    const texts = files.map((file): [string, string] => [
      file,
      readFileSync(join(ROOT, folder, file), 'utf8'),
    ]);
    expect(checkProgram(Object.fromEntries(texts)).findings).toEqual([]);
  }
});
