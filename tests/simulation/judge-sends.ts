// I3: at most one provider call per decision that was, or could have been, accepted; and every decision has an outcome
// that its journey receives. Nothing is sent that no committed state contains.
import type { SendRequest } from '../../schemas/effects.ts';
import type { Call, Evidence } from './evidence.ts';
import { historyOf, survivorOf } from './judge-history.ts';

const FINAL = ['sent', 'failed', 'unknown', 'refused'];

export function* judgeSends(evidence: Evidence): Generator<string> {
  const decided = new Map<string, { at: number; request: SendRequest; text: string }>();
  for (const { at, effects } of evidence.commits)
    for (const effect of effects) {
      if (effect.type !== 'send') continue;
      const { request } = effect;
      const text = JSON.stringify(request);
      const before = decided.get(request.sendId);
      if (!before) decided.set(request.sendId, { at, request, text });
      else if (before.text !== text) yield `I3 ${request.sendId} was decided twice, differently`;
    }
  const calls = Map.groupBy(evidence.calls, (call) => call.sendId);
  for (const [sendId, own] of calls) {
    const decision = decided.get(sendId);
    if (!decision || decision.at > (own[0]?.at ?? 0))
      yield `I3 ${sendId} was called before any state contained it`;
    yield* judgeCalls(sendId, own);
  }
  const records = new Map(evidence.sends.map((record) => [record.sendId, record]));
  const triggers = new Map<string, string>();
  for (const [sendId, { request }] of decided) {
    const record = records.get(sendId);
    if (!record || !FINAL.includes(record.status))
      yield `I3 ${sendId} ended as ${record?.status ?? 'nothing'}`;
    const delivered = calls.get(sendId)?.some((call) => call.delivered) === true;
    if (record && delivered && (record.status === 'refused' || record.status === 'failed'))
      yield `I3 ${sendId} was delivered and is ${record.status}`;
    if (record?.status === 'sent' && !delivered) yield `I3 ${sendId} is sent and was never delivered`;
    const survivor = survivorOf(evidence, request.profile);
    const heard = historyOf(evidence, survivor).some(
      (e) => e.type === 'outcome' && e.sendId === sendId && !isGuess(e),
    );
    if (!heard)
      yield `I3 the journey of ${survivor} never received the outcome of ${sendId} (${record?.status})`;
    if (!calls.get(sendId)?.some(couldBeAccepted)) continue;
    const { journey, step, event } = request;
    const trigger = [survivor, journey, step, event.name, event.properties.n ?? event.occurredAt].join();
    const other = triggers.get(trigger);
    if (other) yield `I3 ${sendId} and ${other} are sends of one step of one entry (${trigger})`;
    triggers.set(trigger, sendId);
  }
}

/** A journey without a timely outcome continues by itself; that is not the sender's outcome. */
const isGuess = ({ reason }: { reason?: string }): boolean => reason === 'no answer in time';

export function couldBeAccepted({ heard }: Call): boolean {
  return heard !== 'again' && heard !== 'rejected';
}

function* judgeCalls(sendId: string, calls: readonly Call[]): Generator<string> {
  const delivered = calls.filter((call) => call.delivered).length;
  if (delivered > 1) yield `I3 ${sendId} was delivered ${delivered} times`;
  for (const call of calls.slice(0, -1))
    if (call.heard !== 'again') yield `I3 ${sendId} was called again after ${call.heard ?? 'no answer'}`;
}
