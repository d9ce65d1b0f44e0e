/**
 * Every channel by the company's own gateway: a POST signed as Standard Webhooks says, whose id is the sendId, so that a
 * gateway can tell a message that it had before.
 *
 * What an answer proves (I3): 2xx: accepted. 429, and 503 with Retry-After: not accepted now. 401 and 403: the signature or the
 * route is not set up, and nothing was taken. Any other 4xx: rejected. All else, and no answer: nothing; never sent again.
 */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { formatMoney } from '../../domain/money/money.ts';
import type {
  EmailMessage,
  Provider,
  ProviderAnswer,
  PushMessage,
  SendAbout,
  SmsMessage,
} from '../../ports/provider.ts';
import { type Posted, type PostSettings, poster, type Unanswered } from './post.ts';

export interface WebhookSettings extends PostSettings {
  url: string;
  /** The signing secret, `whsec_...`. */
  secret: () => Promise<string>;
  clock: () => number;
}

type Post = (body: string, headers: Record<string, string>) => Promise<Posted | Unanswered>;

/** Words alone: a reason is logged and shown, and digits or an @ could be somebody's address (I9). */
const Reason = z.string().regex(/^[A-Za-z][A-Za-z _-]{0,59}$/);
const Accepted = z.looseObject({ id: z.string().max(200) });
const Refused = z.looseObject({ reason: Reason, fault: z.enum(['address', 'opted-out']).optional() });

export function webhookProviders(settings: WebhookSettings): {
  email: Provider<EmailMessage>;
  sms: Provider<SmsMessage>;
  push: Provider<PushMessage>;
} {
  const post = poster(new URL(settings.url), settings);
  const send = (about: SendAbout, to: string, content: object) => deliver(settings, post, about, to, content);
  return {
    email: {
      send: ({ to, subject, html, text, headers }, about) =>
        send(about, to, { subject, html, ...(text === undefined ? {} : { text }), headers }),
    },
    sms: { send: ({ to, text }, about) => send(about, to, { text }) },
    push: {
      send: ({ to, platform, title, text, url }, about) =>
        send(about, to, { platform, title, text, ...(url === undefined ? {} : { url }) }),
    },
  };
}

async function deliver(
  { secret, clock }: WebhookSettings,
  post: Post,
  about: SendAbout,
  to: string,
  content: object,
): Promise<ProviderAnswer> {
  const { sendId, channel, journey, step, template, purpose, cost, trace } = about;
  const said = { sendId, channel, to, ...content, journey, step, template, purpose };
  const price = formatMoney(cost.micros, cost.currency);
  const body = JSON.stringify({ ...said, cost: price, ...(trace === undefined ? {} : { trace }) });
  let headers: Record<string, string>;
  try {
    headers = signed(await secret(), sendId, new Date(clock()), body);
  } catch {
    // Nothing has left yet, and somebody can mend it.
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

const unanswered = ({ sent, reason }: Unanswered): ProviderAnswer =>
  sent ? { kind: 'unknown', reason } : { kind: 'again', reason: 'not connected' };

function answered({ status, retryAfter, body }: Posted): ProviderAnswer {
  const reason = `status ${status}`;
  if (status >= 200 && status < 300) {
    const id = read(Accepted, body)?.id;
    return { kind: 'accepted', ...(id === undefined ? {} : { providerId: id }) };
  }
  if (status === 429 || (status === 503 && retryAfter) || status === 401 || status === 403)
    return { kind: 'again', reason };
  if (status < 400 || status >= 500) return { kind: 'unknown', reason };
  const refused = read(Refused, body);
  if (!refused) return { kind: 'rejected', reason };
  return { kind: 'rejected', reason: refused.reason, ...(refused.fault ? { fault: refused.fault } : {}) };
}

function read<T>(schema: z.ZodType<T>, body: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body ?? '')).data;
  } catch {
    return undefined;
  }
}
