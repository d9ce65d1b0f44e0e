/**
 * The judge: reports what is wrong with the evidence of a world. It is independent of the workload and of the code it
 * judges: it knows what was accepted, what the stores hold and what the providers received, and folds by itself,
 * naively.
 */
import type { Evidence } from './evidence.ts';
import { judgeAddresses, judgeConsent, judgeFinalConsent, judgeUnsubscribes } from './judge-consent.ts';
import { judgeDoor } from './judge-door.ts';
import { judgeFacts } from './judge-facts.ts';
import { judgeGuard } from './judge-guard.ts';
import { judgeHistory } from './judge-history.ts';
import { judgeMoney, judgeReconciliation } from './judge-money.ts';
import { judgeAnswers, judgeHeard, judgeSaid } from './judge-said.ts';
import { judgeSends } from './judge-sends.ts';
import { judgeState } from './judge-state.ts';
import { judgeWaits } from './judge-waits.ts';

/** `I2 what is wrong`. */
export type Objection = string;

export function judge(evidence: Evidence): Objection[] {
  return [
    ...judgeDoor(evidence),
    ...judgeHistory(evidence),
    ...judgeState(evidence),
    ...judgeSends(evidence),
    ...judgeConsent(evidence),
    ...judgeAddresses(evidence),
    ...judgeFinalConsent(evidence),
    ...judgeUnsubscribes(evidence),
    ...judgeAnswers(evidence),
    ...judgeHeard(evidence),
    ...judgeSaid(evidence),
    ...judgeMoney(evidence),
    ...judgeReconciliation(evidence),
    ...judgeFacts(evidence),
    ...judgeGuard(evidence),
    ...judgeWaits(evidence),
  ];
}
