// An operator lifted a bounce or a complaint: `step` may choose the address again (I4). Only an event of the operators'
// API says so; one of that name from anywhere else changes nothing.
import type { EventMessage } from '../../../schemas/mailbox.ts';
import { isLift } from '../consent/lift.ts';
import type { ActorTurn } from './turn.ts';

export function takeLift({ state }: ActorTurn, event: EventMessage): void {
  if (!isLift(event)) return;
  const { channel, what, addresses } = event.properties;
  const lifted = new Set(Array.isArray(addresses) ? addresses : []);
  if (what === 'complained') state.complained = state.complained.filter((hash) => !lifted.has(hash));
  const bounced = state.unreachable[String(channel)];
  if (what === 'bounced' && bounced !== undefined && lifted.has(bounced))
    delete state.unreachable[String(channel)];
}
