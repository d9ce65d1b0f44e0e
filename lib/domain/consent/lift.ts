// The event by which an operator's decision to lift a suppression reaches a profile, and stays in its history (I8).
import type { EventMessage } from '../../../schemas/mailbox.ts';

export const SUPPRESSION_LIFTED = 'Suppression Lifted';

export const isLift = ({ name, trust }: Pick<EventMessage, 'name' | 'trust'>): boolean =>
  name === SUPPRESSION_LIFTED && trust === 'operator';
