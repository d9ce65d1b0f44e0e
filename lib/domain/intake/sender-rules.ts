/**
 * What a browser key may post: events about the sender only. Anybody can read a browser key and claim any userId. So
 * a claim that could harm another person is refused here (consent), or marked by `trust` for the turn to judge
 * (addresses, revenue).
 */

import { CONSENT_GIVEN } from '../consent/consent-event.ts';
import { categoriesOf } from './pick-context.ts';
import type { Mistake, ReadCall } from './read-call.ts';

/** Per request: the first userId a browser names is its sender's. */
export interface Sender {
  userId?: string;
}

/** Returns undefined where the browser may post the call; remembers who the sender is. */
export function refuseBrowser(call: ReadCall, sender: Sender): Mistake | undefined {
  if (call.userId !== undefined) {
    sender.userId ??= call.userId;
    if (sender.userId !== call.userId) {
      return {
        pointer: '/userId',
        detail: 'A browser key posts events about one sender only; others need a server key.',
      };
    }
    if (call.anonymousId === undefined && givesConsent(call)) {
      return {
        pointer: '/anonymousId',
        detail: 'A browser key gives consent for its own visitor only, named by anonymousId.',
      };
    }
  }
  return undefined;
}

function givesConsent(call: ReadCall): boolean {
  return call.name === CONSENT_GIVEN || Object.values(categoriesOf(call.context) ?? {}).includes(true);
}
