// Gate: the address neither bounced nor complained, according to STATE or BLOCK (I4). Both suppressions are permanent.
import { addressHash } from '../../../channels/addresses.ts';
import { addressOf } from '../../../channels/channels.ts';
import type { ReachGate, ReachSubject } from './gate.ts';

const COMPLAINED = { reason: 'complained' } as const;
const BOUNCED = { reason: 'bounced' } as const;

export const suppression: ReachGate<'complained' | 'bounced'> = {
  about: 'person',
  judge: (subject) => {
    const { state, channel } = subject;
    const at = addressOf(state, channel);
    if (!at) return undefined;
    const hash = addressHash(at);
    if (state.complained.includes(hash) || isBlocked(subject, hash, 'complained')) return COMPLAINED;
    if (state.unreachable[channel] === hash || isBlocked(subject, hash, 'bounced')) return BOUNCED;
    return undefined;
  },
  words: {
    complained: 'the person complained about a message to this address',
    bounced: 'the address bounced before',
  },
};

function isBlocked(
  { blocks, channel }: ReachSubject,
  hash: string,
  reason: 'complained' | 'bounced',
): boolean {
  if (!blocks) return false;
  return blocks.some(
    (block) => block.channel === channel && block.reason === reason && block.address === hash,
  );
}
