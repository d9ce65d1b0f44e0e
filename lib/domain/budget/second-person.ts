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
  const raised = amountOf(published, next);
  if (raised <= amountOf(published, decisions)) return false;
  return raised - amountOf(published, withoutLoneRaises(published, next)) > above;
}

const amountOf = (published: Money, decisions: readonly Decision[]): number =>
  amountInForce(published, decisions).amount.micros;

/**
 * The decisions as they would stand if one person alone could raise nothing. A small lowering after a raise is still one
 * to more than was agreed: taken as agreed, it would let the next raise begin there.
 */
function withoutLoneRaises(published: Money, decisions: readonly Decision[]): Decision[] {
  const agreed: Decision[] = [];
  for (const decision of decisions.toSorted((a, b) => a.n - b.n)) {
    const stands = isOfTwo(decision) ? decision : withoutLoneRevert(decision);
    const raises = stands.kind === 'adjustment' && stands.to.micros > amountOf(published, agreed);
    if (isOfTwo(decision) || !raises) agreed.push(stands);
  }
  return agreed;
}

const isOfTwo = ({ acts }: Decision): boolean =>
  acts.findLast(({ what }) => what === 'approved' || what === 'reverted')?.askedBy !== undefined;

/** Taking a lowering back raises. */
const withoutLoneRevert = (decision: Decision): Decision =>
  decision.status === 'reverted' && decision.to.micros < decision.from.micros
    ? { ...decision, status: 'applied' }
    : decision;

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
