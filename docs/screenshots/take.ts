// `npm run screenshots`: the sample mails on a phone and on a screen, and the unsubscribe page in each language, as pictures
// beside this file. Nothing is downloaded: pictures and fonts of the pages come from here and from the packages.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { readProgramFiles } from '../../cli/program-files.ts';
import { languages } from '../../lib/domain/language.ts';
import { render, type Scope } from '../../lib/domain/message/render.ts';
import { checkProgram } from '../../lib/domain/program/check.ts';
import type { Program } from '../../schemas/program.ts';
import { launchChromium } from '../../tests/support/chromium.ts';
import { recipientOfMail } from '../../tests/unit/sending/recipients.ts';

const HERE = import.meta.dirname;
const FONT = dirname(
  createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'),
);
const FONT_HOST = 'https://fonts.example/';
/** Machines without Chinese fonts draw boxes. */
const FONTS = readFileSync(join(FONT, 'index.css'), 'utf8')
  .replaceAll('Noto Sans SC Variable', 'Noto Sans SC')
  .replaceAll('url(./', `url(${FONT_HOST}`);

const NOW = Date.parse('2026-11-20T10:00:00Z');
const WIDTHS = { phone: 320, screen: 600 } as const;
const MAILS = ['cart-mail', 'coupon-mail', 'welcome-mail'] as const;

const scopeOf = (program: Program): Scope => ({
  profile: { id: 'u-sample', firstName: 'Zoë' },
  event: {
    name: 'Product Added',
    properties: {
      name: 'Lamp “Söder & Co”',
      price: 49,
      product_id: 'p-lamp',
      image_url: 'https://shop.example/mail/lamp.png',
    },
  },
  links: { unsubscribe: 'https://links.shop.example/u/token' },
  program: { name: program.name ?? '', sender: program.sender ?? null },
});

/** A lamp on a table, for any picture of the shop; `shape` is the part of it to show. */
const pictureOf = (shape: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${shape}">
<rect width="520" height="220" fill="#dfe9e4"/><rect y="176" width="520" height="44" fill="#c5a880"/>
<path d="M228 40h64l26 66h-116z" fill="#e9b44c"/><path d="M256 106h8v58h-8z" fill="#4a4740"/><path d="M232 164h56v12h-56z" fill="#4a4740"/></svg>`;

async function serveLocally(page: Page): Promise<void> {
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(FONT_HOST)) return route.fulfill({ path: join(FONT, url.slice(FONT_HOST.length)) });
    if (url.endsWith('.png'))
      return route.fulfill({
        contentType: 'image/svg+xml',
        body: pictureOf(url.includes('lamp') ? '150 0 220 220' : '0 0 520 220'),
      });
    return route.abort();
  });
}

async function shoot(
  page: Page,
  html: string,
  { name, width }: { name: string; width: number },
): Promise<void> {
  await page.setViewportSize({ width, height: 200 });
  await page.setContent(html.replace('</head>', `<style>${FONTS}</style></head>`), {
    waitUntil: 'networkidle',
  });
  // As text: the types of a page are not those of the project.
  await page.evaluate('Promise.all([...document.fonts].map((font) => font.load()))');
  const wider = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  if (wider > 0) throw new Error(`${name} is ${wider} pixels wider than its screen of ${width}`);
  await page.screenshot({ path: join(HERE, `${name}.png`), fullPage: true });
  process.stdout.write(`docs/screenshots/${name}.png\n`);
}

/** The page as the function of a deployment writes it. */
async function unsubscribePages(program: Program): Promise<[string, string][]> {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
  const recipient = await recipientOfMail();
  recipient.ports.programs = { current: async () => ({ program }) } as typeof recipient.ports.programs;
  const pages: [string, string][] = [];
  for (const language of languages) {
    const headers = { 'accept-language': language };
    const asked = await recipient.request('GET', 'u', recipient.links.u, { headers });
    pages.push([`unsubscribe-${language}`, asked.body ?? '']);
  }
  const headers = { 'accept-language': 'en' };
  const done = await recipient.request('POST', 'u', recipient.links.u, {
    headers,
    body: 'List-Unsubscribe=One-Click',
  });
  return [...pages, ['unsubscribed-en', done.body ?? '']];
}

const { program } = checkProgram(await readProgramFiles(join(HERE, '../../examples/shop')));
if (!program) throw new Error('the sample shop has findings');
const pages = await unsubscribePages(program);
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await serveLocally(page);
  for (const id of MAILS) {
    const template = program.templates[id];
    const mail = template && render(template, scopeOf(program), { zone: program.timeZone, now: NOW });
    if (mail?.channel !== 'email') throw new Error(`${id} is not an e-mail`);
    for (const [screen, width] of Object.entries(WIDTHS))
      await shoot(page, mail.html, { name: `${id}-${screen}`, width });
    await page.emulateMedia({ colorScheme: 'dark' });
    if (id === 'cart-mail') await shoot(page, mail.html, { name: `${id}-dark`, width: WIDTHS.screen });
    await page.emulateMedia({ colorScheme: 'light' });
  }
  for (const [name, html] of pages) await shoot(page, html, { name, width: 400 });
} finally {
  await browser.close();
}
