// Entry on an event.
import * as z from 'zod';
import { Condition } from '../condition.ts';
import { EventName } from '../primitives.ts';
import { timing } from './timing.ts';

export const OnEntry = z.strictObject({ on: EventName, if: Condition.optional(), ...timing });
