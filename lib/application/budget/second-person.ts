// Raises that one person may not decide alone: whether a decision is one, and the request that is kept for a second person.
import type { Budget } from '../../../schemas/budget.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Book, Decision, Waiting } from '../../domain/budget/book.ts';
import { aloneLimit } from '../../domain/budget/limits.ts';
import { needsSecondPerson } from '../../domain/budget/second-person.ts';
import { placeOf } from '../../domain/money/calendar.ts';
import { parseMoney } from '../../domain/money/money.ts';
import { rateTable } from '../../domain/money/rates.ts';
import { durationMs } from '../../domain/time/duration.ts';
import { momentInWords } from '../../domain/time/words.ts';

/** A budget at the moment of a decision. */
export interface Moment {
  program: Program;
  /** Absent: the program no longer has it. */
  budget: Budget | undefined;
  book: Book;
  endsAt: number;
  now: number;
}

const EXPIRES = 'P2D';

/** Whether the decision, put in place of the one of its number or after the others, raises the budget too far for one person. */
export function isBeyondOne({ program, budget, book, now }: Moment, decision: Decision): boolean {
  if (!budget) return false;
  const above = aloneLimit(program, budget, rateTable(program), placeOf(now, program.timeZone).day);
  const next = withDecision(book, decision).decisions;
  return above !== undefined && needsSecondPerson(parseMoney(budget.amount), book.decisions, next, above);
}

export function withDecision(book: Book, decision: Decision): Book {
  const others = book.decisions.filter(({ n }) => n !== decision.n);
  return { ...book, decisions: [...others, decision].sort((a, b) => a.n - b.n) };
}

/** A request ends with its period at the latest. */
export function requestOf(
  what: Waiting['for'],
  { by, reason }: { by: string; reason: string },
  { program, budget, endsAt, now }: Moment,
): Waiting {
  const { expires = EXPIRES } = budget?.approval ?? program.approval ?? {};
  return { for: what, by, at: now, reason, expiresAt: Math.min(now + durationMs(expires), endsAt) };
}

export const notAlone = ({ expiresAt }: Waiting, { timeZone }: Program): string =>
  `you asked for this yourself: a second person must agree, until ${momentInWords(expiresAt, timeZone)}`;
