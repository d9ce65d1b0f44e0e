// The links of one send. A signed token contains everything its route needs, the target of a click too, so nobody can
// redirect our link elsewhere.
import type { SendRequest } from '../../../schemas/effects.ts';
import type { ProfileId } from '../../../schemas/primitives.ts';
import type { Links } from '../../channels/channel-module.ts';
import { shortHash } from '../../domain/hash.ts';
import type { ShortLinks } from '../../ports/short-links.ts';
import type { Vault } from '../../ports/vault.ts';

export interface LinkTools {
  vault: Pick<Vault, 'signToken'>;
  shortLinks: Pick<ShortLinks, 'put'>;
  /** Without a trailing slash. */
  linkBaseUrl: string;
}

interface About {
  request: SendRequest;
  recipient: { id: ProfileId };
  now: number;
}

/** People keep a text message for long, and a coupon in it does not live longer than this. */
const SHORT_LINK_MS = 180 * 86_400_000;
/**
 * Ten letters and digits are 59 bits: one guess in 8,000,000,000 meets one of 100 million links, and whoever met one
 * would see a page of the shop. Shorter would be guessed within days at the gateway's throttle.
 */
const CODE_CHARACTERS = 10;
const CODES_TRIED_MAX = 5;

export async function recipientLinks(tools: LinkTools, about: About): Promise<Links> {
  const link = async (kind: 'u' | 'c' | 'o', url?: string): Promise<string> =>
    `${tools.linkBaseUrl}/${kind}/${await tokenOf(tools, about, kind, url)}`;
  return {
    base: tools.linkBaseUrl,
    unsubscribe: await link('u'),
    click: (url) => link('c', url),
    shortClick: async (url) => {
      const token = await tokenOf(tools, about, 'c', url);
      return `${tools.linkBaseUrl}/s/${await codeOf(tools.shortLinks, token, about.now + SHORT_LINK_MS)}`;
    },
    open: () => link('o'),
  };
}

function tokenOf(
  { vault }: LinkTools,
  { request, recipient }: About,
  kind: 'u' | 'c' | 'o',
  url?: string,
): Promise<string> {
  const { sendId, channel, purpose, journey, step } = request;
  const about = { k: kind, p: recipient.id, s: sendId, c: channel, m: purpose, j: journey };
  return vault.signToken({ ...about, ...(kind === 'u' ? {} : { t: step }), ...(url ? { u: url } : {}) });
}

/** The same token has the same code, so a message that is composed again stores nothing new. */
async function codeOf(links: Pick<ShortLinks, 'put'>, token: string, worksUntil: number): Promise<string> {
  for (let number = 0; number < CODES_TRIED_MAX; number++) {
    // Letters and digits only: phones cut a dash or an underscore off the end of a link.
    const code = shortHash(`${number} ${token}`, 40).replaceAll(/[-_]/g, '').slice(0, CODE_CHARACTERS);
    if (await links.put(code, { token, worksUntil })) return code;
  }
  throw new Error(`${CODES_TRIED_MAX} codes of one link are taken`);
}
