// What the door says about an event that it took although a part of it has no effect.
import type { Envelope } from '../../../schemas/mailbox.ts';
import { addressForm, unreadableTraits } from '../../channels/channels.ts';
import { type ChannelNames, withoutEffect } from '../../domain/intake/no-effect.ts';
import type { Posted } from '../../domain/intake/open-body.ts';
import type { Mistake } from '../../domain/intake/read-call.ts';
import type { Queued } from '../../ports/queue.ts';
import type { Identified } from './ingest-envelopes.ts';

export type Warning = Mistake & { index: number };

export const partsWithoutEffect = (
  events: readonly Identified[],
  posted: readonly Posted[],
  channels: ChannelNames,
): Warning[] =>
  events.flatMap(({ call, index }) =>
    withoutEffect(call, posted[index]?.message, channels).map((mistake) => ({ ...mistake, index })),
  );

/** Traits that name an address and hold none: they are kept, and no message can go there. */
export function unreadAddresses(items: readonly Queued<Envelope>[]): Warning[] {
  return items
    .flatMap(({ body }) => body.messages)
    .flatMap((message) => {
      if (message.type !== 'event' || message.kind !== 'identify') return [];
      const { index, traits } = message;
      return unreadableTraits(traits).map((trait) => ({
        index,
        pointer: `/traits/${trait}`,
        detail: `Kept, but no message can go to it: it is not ${addressForm(trait)}.`,
      }));
    });
}
