// Providers that accept a message, refuse it, or leave the caller in doubt.
import type { Messages } from '../../lib/channels/channels.ts';
import type { Provider, ProviderAnswer, Providers } from '../../lib/ports/provider.ts';
import { perChannel, type SendChannel } from '../../schemas/names.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import type { Scheduler } from './scheduler.ts';

/** `delivered`: messages that a provider may later report on. */
export function providersOf(
  scheduler: Scheduler,
  instance: Instance,
  calls: Call[],
  delivered: (call: Call) => void,
): Providers {
  const provider = <C extends SendChannel>(channel: C): Provider<Messages[C]> => ({
    async send(message) {
      const call: Call = {
        sendId: sendIdIn(message),
        channel,
        at: scheduler.now,
        since: instance.since,
        delivered: false,
        // The only channel whose recipients reply.
        ...(channel === 'sms' ? { to: (message as Messages[SendChannel]).to } : {}),
        ...linksIn(message),
      };
      calls.push(call);
      const answer = await instance
        .operate<ProviderAnswer>(`provider.${channel}`, {
          answers: true,
          effect: async () => {
            const given = answerOf(scheduler, call);
            if (call.delivered) delivered(call);
            return given;
          },
        })
        .catch((error: unknown) => {
          call.heard = 'unknown';
          throw error;
        });
      call.heard = answer.kind;
      return answer;
    },
  });
  return perChannel(provider) as Providers;
}

/** As it travels with the message: in tags, context or data. */
function sendIdIn(message: Messages[SendChannel]): string {
  for (const part of Object.values<unknown>({ ...message }))
    if (typeof part === 'object' && part !== null && 'sendId' in part) return String(part.sendId);
  return '';
}

/** Tokens of its links: the one in the header unsubscribes, those in the text are counted. */
function linksIn(message: Messages[SendChannel]): Pick<Call, 'links'> {
  if (!('html' in message)) return {};
  const { headers, html } = message;
  const [off] = /(?<=\/u\/)[^>]+/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
  const looks = [...html.matchAll(/\/[co]\/([^"'>\s]+)/g)].flatMap(([, token]) => token ?? []);
  return { links: { ...(off && { off }), looks } };
}

function answerOf({ faults, dice }: Scheduler, call: Call): ProviderAnswer {
  if (faults.strikes('provider says again')) return { kind: 'again', reason: 'throttled' };
  if (faults.strikes('provider rejects')) return { kind: 'rejected', reason: 'refused' };
  if (faults.strikes('provider answers nothing')) {
    call.delivered = dice.chance(0.5);
    if (dice.chance(0.3)) throw new Error('socket hang up');
    return { kind: 'unknown', reason: 'timeout' };
  }
  call.delivered = true;
  return { kind: 'accepted', providerId: `${call.sendId}@provider` };
}
