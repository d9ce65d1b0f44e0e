// Entry on an event.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { EventName } from '../primitives.ts';
import { timing } from './timing.ts';

export const OnEntry = z
  .strictObject({
    on: EventName.describe('The event on which people enter, such as "Product Added".'),
    if: Condition.optional().describe(
      'What has to hold of the event or the person, such as { "property": "price", "gte": 20 }. Everybody enters if it is absent.',
    ),
    ...timing,
  })
  .meta({
    description: 'Entered when this event happens, if the condition holds of it.',
    examples: [{ on: 'Product Added', if: { property: 'price', gte: 20 }, reenter: { after: 'P7D' } }],
  });
