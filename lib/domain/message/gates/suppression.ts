// Gate: an address of the channel neither bounced nor complained, according to STATE or BLOCK (I4). A suppression stays
// until an operator lifts it. Where there are several addresses (devices), the next one is used.
import { type Address, addressHash } from '../../../channels/addresses.ts';
import { addressesOf } from '../../../channels/channels.ts';
import type { ReachGate, ReachSubject } from './gate.ts';

const COMPLAINED = { reason: 'complained' } as const;
const BOUNCED = { reason: 'bounced' } as const;

export const suppression: ReachGate<'complained' | 'bounced'> = {
  about: 'person',
  judge: (subject) => {
    const [at] = addressesFor(subject);
    return at && objectionTo(subject, at);
  },
  words: {
    complained: 'the person complained about a message to this address',
    bounced: 'the address bounced before',
  },
};

type Suppressed = Pick<ReachSubject, 'state' | 'channel' | 'blocks'>;

/** The addresses that a message may go to, the one to try first in front. Where all are suppressed: the first. */
export function addressesFor(subject: Suppressed): readonly Address[] {
  const all = addressesOf(subject.state, subject.channel);
  const free = all.filter((at) => !objectionTo(subject, at));
  return free.length > 0 ? free : all.slice(0, 1);
}

function objectionTo(subject: Suppressed, at: Address) {
  const { state, channel } = subject;
  const hash = addressHash(at);
  if (state.complained.includes(hash) || isBlocked(subject, hash, 'complained')) return COMPLAINED;
  if (state.unreachable[channel] === hash || isBlocked(subject, hash, 'bounced')) return BOUNCED;
  return undefined;
}

function isBlocked({ blocks, channel }: Suppressed, hash: string, reason: 'complained' | 'bounced'): boolean {
  if (!blocks) return false;
  return blocks.some(
    (block) => block.channel === channel && block.reason === reason && block.address === hash,
  );
}
