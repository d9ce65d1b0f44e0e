/**
 * Every channel by the company's own gateway: a POST signed as Standard Webhooks specifies. Its id is the sendId, so a
 * gateway can recognize a repeated message.
 *
 * What a response proves (I3). 2xx: accepted. 429, and 503 with Retry-After: not accepted now. 401 and 403: the
 * signature or the route is not set up, and nothing was accepted. Any other 4xx: rejected. Anything else, including no
 * response, proves nothing, and the message is never sent again.
 */
import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { gatewayAccepted } from '../../../schemas/generated/gateway-accepted.js';
import { gatewayRefused } from '../../../schemas/generated/gateway-refused.js';
import { perChannel, type SendChannel } from '../../../schemas/names.ts';
import type { Validate } from '../../../schemas/parser.ts';
import { channels, type Messages } from '../../channels/channels.ts';
import { formatMoney } from '../../domain/money/money.ts';
import type { Provider, ProviderAnswer, Providers, SendAbout } from '../../ports/provider.ts';
import { type Posted, type PostSettings, poster, type Unanswered } from './post.ts';

export interface WebhookSettings extends PostSettings {
  url: string;
  secret: () => Promise<string>;
  clock: () => number;
}

/** The body that the gateway reads. */
type Content = { to: string } & Record<string, unknown>;
type Post = (body: string, headers: Record<string, string>) => Promise<Posted | Unanswered>;

export function webhookProviders(settings: WebhookSettings): Providers {
  const post = poster(new URL(settings.url), settings);
  const through = <C extends SendChannel>(channel: C): Provider<Messages[C]> => ({
    send: (message, about) => deliver(settings, post, about, channels[channel].posted(message)),
  });
  return perChannel(through) as Providers;
}

async function deliver(
  { secret, clock }: WebhookSettings,
  post: Post,
  about: SendAbout,
  content: Content,
): Promise<ProviderAnswer> {
  const { sendId, channel, journey, step, template, purpose, cost, trace } = about;
  const said = { sendId, channel, ...content, journey, step, template, purpose };
  const price = formatMoney(cost.micros, cost.currency);
  const body = JSON.stringify({ ...said, cost: price, ...(trace === undefined ? {} : { trace }) });
  let headers: Record<string, string>;
  try {
    headers = { ...signed(await secret(), sendId, new Date(clock()), body), ...traced(about) };
  } catch {
    // Nothing was sent yet, and somebody can fix the setting.
    return { kind: 'again', reason: 'no signing secret' };
  }
  const answer = await post(body, headers);
  return 'sent' in answer ? unanswered(answer) : answered(answer);
}

function signed(secret: string, id: string, at: Date, body: string): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

/** W3C Trace Context, so that the gateway's own traces continue ours. The send is the parent: one call has one span. */
function traced({ trace, sendId }: SendAbout): Record<string, string> {
  if (trace === undefined) return {};
  const span = createHash('sha256').update(sendId).digest('hex').slice(0, 16);
  return { traceparent: `00-${trace}-${span}-01` };
}

const unanswered = ({ sent, reason }: Unanswered): ProviderAnswer =>
  sent ? { kind: 'unknown', reason } : { kind: 'again', reason: 'not connected' };

function answered({ status, retryAfter, body }: Posted): ProviderAnswer {
  const reason = `status ${status}`;
  if (status >= 200 && status < 300) {
    const id = read(gatewayAccepted, body)?.id;
    return { kind: 'accepted', ...(id === undefined ? {} : { providerId: id }) };
  }
  if (status === 429 || (status === 503 && retryAfter) || status === 401 || status === 403)
    return { kind: 'again', reason };
  if (status < 400 || status >= 500) return { kind: 'unknown', reason };
  const refused = read(gatewayRefused, body);
  if (!refused) return { kind: 'rejected', reason };
  return { kind: 'rejected', reason: refused.reason, ...(refused.fault ? { fault: refused.fault } : {}) };
}

function read<T>(isOne: Validate<T>, body: string | undefined): T | undefined {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return isOne(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
