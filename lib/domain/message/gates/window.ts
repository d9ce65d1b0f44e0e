// Gate: the channel's window in the recipient's zone is open (I6); otherwise the message is held until it opens.
import { zoneOr } from '../../time/zone.ts';
import { windowAt } from '../window.ts';
import type { SendGate } from './gate.ts';

export const window: SendGate<'window'> = {
  about: 'send',
  judge: ({ state, channel, program, at }) => {
    const times = program.channels[channel]?.window;
    if (!times) return undefined;
    const answer = windowAt(times, zoneOr(state.timeZone, program.timeZone), at);
    return answer.open ? undefined : { reason: 'window', until: answer.opensAt };
  },
  words: { window: 'it was outside the hours in which the recipient may be written to' },
};
