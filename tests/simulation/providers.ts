// Providers that take a message, refuse it, or leave the caller in doubt whether they did.
import type {
  EmailMessage,
  Provider,
  ProviderAnswer,
  PushMessage,
  SmsMessage,
} from '../../lib/ports/provider.ts';
import type { Call } from './evidence.ts';
import type { Instance } from './instance.ts';
import type { Scheduler } from './scheduler.ts';

/** `delivered`: what a provider may later report on. */
export function providersOf(
  scheduler: Scheduler,
  instance: Instance,
  calls: Call[],
  delivered: (call: Call) => void,
) {
  const provider = <M>(
    channel: string,
    idOf: (message: M) => string,
    more: (message: M) => Pick<Call, 'to' | 'links'> = () => ({}),
  ): Provider<M> => ({
    async send(message) {
      const call: Call = {
        sendId: idOf(message),
        channel,
        at: scheduler.now,
        since: instance.since,
        delivered: false,
        ...more(message),
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
  return {
    email: provider<EmailMessage>(
      'email',
      (message) => message.tags.sendId ?? '',
      (message) => ({ links: linksIn(message) }),
    ),
    sms: provider<SmsMessage>(
      'sms',
      (message) => message.context.sendId ?? '',
      ({ to }) => ({ to }),
    ),
    push: provider<PushMessage>('push', (message) => message.data.sendId ?? ''),
  };
}

/** Tokens of its links: the one of the header switches it off, those of the text count. */
function linksIn({ headers, html }: EmailMessage): Call['links'] {
  const [off] = /(?<=\/u\/)[^>]+/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
  const looks = [...html.matchAll(/\/[co]\/([^"'>\s]+)/g)].flatMap(([, token]) => token ?? []);
  return { ...(off && { off }), looks };
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
