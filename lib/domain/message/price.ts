// The expected cost of a message before its receipt: the channel's price times the units.
import type { SendChannel } from '../../../schemas/names.ts';
import type { Money } from '../../../schemas/primitives.ts';
import type { Channel } from '../../../schemas/program.ts';
import type { Contents } from '../../../schemas/template-fields.ts';
import { channels } from '../../channels/channels.ts';
import { parseMoney } from '../money/money.ts';
import type { Rendered } from './render.ts';

/** Price of one unit: a message, or one part of an SMS. */
export function unitPrice(channel: Channel | undefined, currency: string): Money {
  return channel?.price ? parseMoney(channel.price) : { micros: 0, currency };
}

export function priceOf(message: Rendered, unit: Money): Money {
  return { ...unit, micros: unit.micros * unitsOf(message.channel, message) };
}

const unitsOf = <C extends SendChannel>(channel: C, content: Contents[C]): number =>
  channels[channel].units(content);
