// Entry on an event.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { EventName } from '../primitives.ts';
import { timing } from './timing.ts';

export const OnEntry = z.strictObject({ on: EventName, if: Condition.optional(), ...timing }).meta({
  description: 'Entered when this event happens, if the condition holds of it.',
  examples: [{ on: 'Product Added', if: { property: 'price', gte: 20 }, reenter: { after: 'P7D' } }],
});
