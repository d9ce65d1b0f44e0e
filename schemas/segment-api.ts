// The Segment HTTP API as SDKs and analytics.js use it, parsed leniently: unknown fields are allowed, ids may be
// numbers, null is absent. Only rules that JSON Schema can express are here, so that the compiled validator of the hot
// path and zod agree on every input. Rules that need a second field or a parser (whether there is an id, a time) are
// checked in lib/domain/intake.
import * as z from 'zod';
import type { CallKind } from './names.ts';

const Id = z.union([z.string().max(1000), z.number(), z.null()]).optional();
const GivenId = z.union([z.string().min(1).max(1000), z.number()]);
/** ISO 8601, or a number of milliseconds (or, below 1e11, of seconds). */
const Time = z.union([z.string().max(64), z.number(), z.null()]).optional();
/** PHP writes an empty object as `[]`. */
const Bag = z.union([z.looseObject({}), z.array(z.unknown()).max(0), z.null()]).optional();

const common = {
  messageId: Id,
  userId: Id,
  anonymousId: Id,
  timestamp: Time,
  originalTimestamp: Time,
  context: Bag,
};

/** Names of up to 200 characters that are not blank. */
const EventName = z.string().max(200).regex(/\S/);

export const TrackCall = z.looseObject({ ...common, event: EventName, properties: Bag });
export const IdentifyCall = z.looseObject({ ...common, traits: Bag });
export const PageCall = z.looseObject({
  ...common,
  name: z.string().max(1000).nullish(),
  category: z.string().max(1000).nullish(),
  properties: Bag,
});
export const ScreenCall = PageCall;
export const GroupCall = z.looseObject({ ...common, groupId: GivenId, traits: Bag });
export const AliasCall = z.looseObject({ ...common, previousId: GivenId, userId: GivenId });

export const calls = {
  track: TrackCall,
  identify: IdentifyCall,
  page: PageCall,
  screen: ScreenCall,
  group: GroupCall,
  alias: AliasCall,
} satisfies Record<CallKind, z.ZodType>;
