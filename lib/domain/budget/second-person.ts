// What one person may not decide alone: raising what is in force of a budget beyond a limit. The request is kept on its
// decision until a second person agrees, or until it expires.
//
// 1. Lowering never waits: it can overspend nothing.
// 2. All raises of a period that one person decided alone count together, so that many small ones are no way around.
// 3. A request that expired has no effect whatever is stored: it is expired whenever it is read.
import type { Money } from '../../../schemas/primitives.ts';
import { type Act, amountInForce, type Book, type Decision, type Waiting } from './book.ts';

/** Whether the decisions `next` raise the amount in force further than one person may: `above`, in micros. */
export function needsSecondPerson(
  published: Money,
  decisions: readonly Decision[],
  next: readonly Decision[],
  above: number,
): boolean {
  const micros = (list: readonly Decision[]): number => amountInForce(published, list).amount.micros;
  const raised = micros(next);
  if (raised <= micros(decisions)) return false;
  return raised - micros(decisions.flatMap(withoutLoneRaise)) > above;
}

/** The decision as it would stand if one person alone could raise nothing. */
function withoutLoneRaise(decision: Decision): Decision[] {
  const { kind, status, from, to, acts } = decision;
  const last = acts.findLast(({ what }) => what === 'approved' || what === 'reverted');
  if (last?.askedBy !== undefined) return [decision];
  if (kind === 'adjustment' && status === 'applied' && to.micros > from.micros) return [];
  if (status === 'reverted' && to.micros < from.micros) return [{ ...decision, status: 'applied' }];
  return [decision];
}

/** The book without requests that expired; the identical book where there are none. */
export function withoutExpired(book: Book, now: number): Book {
  if (!book.decisions.some(({ waiting }) => hasExpired(waiting, now))) return book;
  return { ...book, decisions: book.decisions.map((decision) => expired(decision, now)) };
}

const hasExpired = (waiting: Waiting | undefined, now: number): waiting is Waiting =>
  waiting !== undefined && now >= waiting.expiresAt;

function expired(decision: Decision, now: number): Decision {
  const { waiting, ...rest } = decision;
  if (!hasExpired(waiting, now)) return decision;
  const act: Act = { what: 'expired', by: 'cairn', at: waiting.expiresAt, askedBy: waiting.by };
  const ended = { ...rest, acts: [...rest.acts, act], announced: false };
  return waiting.for === 'adjust' && ended.kind === 'adjustment' ? { ...ended, status: 'expired' } : ended;
}
