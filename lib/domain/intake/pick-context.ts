// What Cairn keeps of Segment's context: what rules, attribution, devices and consent need, with addresses sealed or
// redacted (I9).
import type { EventContext } from '../../../schemas/mailbox.ts';
import { readToken } from '../identifier.ts';
import { redact, splitUrl } from '../sealing/find-address.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { isObject } from './plain-json.ts';

/** Longer texts of a context are truncated: they are displayed, never matched. */
const TEXT_MAX = 500;

type Plain = Record<string, unknown>;

export function pickContext(context: Plain, sealer: Sealer): EventContext {
  return defined({
    campaign: part(context['campaign'], (campaign) =>
      defined({
        name: text(numbered(campaign['name'])),
        source: text(campaign['source']),
        medium: text(campaign['medium']),
        term: text(campaign['term']),
        content: text(campaign['content']),
      }),
    ),
    device: part(context['device'], (device) =>
      defined({ type: text(device['type']), token: sealed(readToken(device['token']), 'token', sealer) }),
    ),
    timezone: text(context['timezone']),
    locale: text(context['locale']),
    ip: sealed(context['ip'], 'ip', sealer),
    page: part(context['page'], (page) => pickPage(page, sealer)),
    userAgent: text(context['userAgent']),
    consent: categoriesOf(context),
  });
}

/** Query strings often identify people: the page's own is sealed, a referrer's is dropped. */
function pickPage(page: Plain, sealer: Sealer): EventContext['page'] {
  const url = splitUrl(string(page['url']) ?? '');
  const search = string(page['search']) || url.rest;
  return defined({
    path: text(splitUrl(string(page['path']) ?? '').base || undefined),
    referrer: text(splitUrl(string(page['referrer']) ?? '').base || undefined),
    title: text(page['title']),
    search: sealed(search, 'url', sealer),
    url: text(url.base || undefined),
  });
}

/** Segment's consent by category: true is a consent, false a withdrawal. */
export function categoriesOf(context: Plain): Record<string, boolean> | undefined {
  const consent = context['consent'];
  const categories = isObject(consent) ? consent['categoryPreferences'] : undefined;
  if (!isObject(categories)) return undefined;
  const answers = Object.entries(categories).filter(
    (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
  );
  return Object.fromEntries(
    answers.map(([category, answer]) => [redact(category).slice(0, TEXT_MAX), answer]),
  );
}

function part<T extends object>(value: unknown, pick: (value: Plain) => T | undefined): T | undefined {
  const picked = isObject(value) ? pick(value) : undefined;
  return picked && Object.keys(picked).length > 0 ? picked : undefined;
}

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? redact(value).slice(0, TEXT_MAX) : undefined;
}

function sealed(value: unknown, kind: 'token' | 'ip' | 'url', sealer: Sealer) {
  return typeof value === 'string' && value !== '' ? sealer.seal(value, kind) : undefined;
}

/** A campaign may be called 2026. */
const numbered = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** Drops undefined keys: an envelope is stored and billed by its size. */
function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter((entry) => entry[1] !== undefined)) as T;
}
