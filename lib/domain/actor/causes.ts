// // Which condition causes an event may touch. Derived from the event's form alone, so it is known before the event is
// taken in.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { addressMayChangeBy } from '../../channels/channels.ts';
import type { Cause, CauseKind } from '../condition/cause.ts';
import { isLift } from '../consent/lift.ts';

const ADD: { readonly [K in CauseKind]: (causes: Cause[], event: EventMessage) => void } = {
  did(causes, { name }) {
    causes.push(`did:${name}`);
  },
  trait(causes, { kind, traits }) {
    if (kind === 'identify') for (const name of Object.keys(traits)) causes.push(`trait:${name}`);
  },
  consent(causes, { name, context }) {
    if (name.startsWith('Consent ') || context.consent) causes.push('consent');
  },
  reachable(causes, event) {
    if (addressMayChangeBy(event) || isLift(event)) causes.push('reachable');
  },
};
const ADDS = Object.values(ADD);

export function causesOf(event: EventMessage): Cause[] {
  const causes: Cause[] = [];
  for (const add of ADDS) add(causes, event);
  return causes;
}
