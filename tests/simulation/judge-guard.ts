/**
 * The guard: one decision at a time, each stored and announced; and no money is granted above the amount in force (I5).
 * That amount is recomputed here from the books as they were put, not by the code that grants.
 */

import type { Cut, Decision } from '../../lib/domain/budget/book.ts';
import type { Evidence, PutBook } from './evidence.ts';
import { LATE_MS } from './instance.ts';

const COOLDOWN_MS = 90 * 60_000;
/** Clocks of two processes differ by less. */
const SKEW_MS = 1_000;
/** An instance follows the pointer to the program within this time. */
const FOLLOWS_MS = 60_000;
const PPM = 1_000_000;

export function* judgeGuard(evidence: Evidence): Generator<string> {
  const periods = Map.groupBy(evidence.books, ({ budget, start }) => `${budget} ${start}`);
  for (const [name, books] of periods) {
    yield* judgeBooks(name, books);
    const last = books.at(-1);
    if (last) yield* judgeAnnouncements(evidence, name, last);
  }
  for (const [budget, books] of Map.groupBy(evidence.books, (book) => book.budget))
    yield* judgeCooldown(budget, books);
  yield* judgeNews(evidence);
  yield* judgeGrants(evidence);
}

/** A book only grows: whoever wrote it had read the previous one. */
function* judgeBooks(name: string, books: readonly PutBook[]): Generator<string> {
  let before: PutBook | undefined;
  for (const book of books) {
    const numbers = book.decisions.map(({ n }) => n);
    if (new Set(numbers).size !== numbers.length) yield `GUARD ${name} has two decisions of one number`;
    for (const { n, at } of before?.decisions ?? [])
      if (!book.decisions.some((kept) => kept.n === n && kept.at === at))
        yield `GUARD ${name} forgot its decision ${n}`;
    const kinds = book.alerts.map(({ kind }) => kind);
    for (const { kind, at } of before?.alerts ?? [])
      if (!book.alerts.some((kept) => kept.kind === kind && kept.at === at))
        yield `GUARD ${name} forgot its alert ${kind}`;
    if (new Set(kinds).size !== kinds.length) yield `GUARD ${name} raised an alert twice`;
    before = book;
  }
}

/** The guard rests after any decision, also across the end of a period. */
function* judgeCooldown(budget: string, books: readonly PutBook[]): Generator<string> {
  const decisions = new Map<number, Decision>();
  for (const book of books)
    for (const decision of book.decisions)
      if (!decisions.has(decision.n)) decisions.set(decision.n, decision);
  const inOrder = [...decisions.values()].sort((a, b) => a.n - b.n);
  for (const [i, cut] of inOrder.entries()) {
    const last = inOrder[i - 1];
    if (cut.kind === 'cut' && last && cut.at - last.at < COOLDOWN_MS - SKEW_MS)
      yield `GUARD ${budget} was decided on twice within ${Math.round((cut.at - last.at) / 60_000)} minutes`;
  }
}

/** In the end finance and the bus know each decision in its final status, and each alert. */
function* judgeAnnouncements(
  { news }: Evidence,
  name: string,
  { budget, decisions, alerts }: PutBook,
): Generator<string> {
  for (const { n, status, announced } of decisions) {
    if (!announced) yield `GUARD ${name}: decision ${n} (${status}) was not announced`;
    const heard = news.some(({ way, detail }) => way === 'bus' && isOf(detail, budget, n, status));
    if (!heard) yield `GUARD the bus did not receive decision ${n} on ${name} (${status})`;
  }
  for (const { kind, announced, text } of alerts) {
    const received = news.some(({ way, detail }) => way === 'finance' && String(detail.text).includes(text));
    if (!announced || !received) yield `GUARD ${name}: the alert ${kind} was not announced`;
  }
  const finance = news.filter(({ way, what }) => way === 'finance' && what.includes(budget)).length;
  if (finance < decisions.length)
    yield `GUARD finance received ${finance} of ${decisions.length} messages on ${name}`;
}

const isOf = (detail: Record<string, unknown>, budget: string, n: number, status: string): boolean =>
  detail.budget === budget && detail.decision === n && detail.status === status;

/** Nothing is announced that no book contains. */
function* judgeNews({ news, books }: Evidence): Generator<string> {
  for (const { at, way, detail } of news) {
    if (way !== 'bus' || typeof detail.decision !== 'number') continue;
    const said = books.some(
      (book) => book.at <= at && book.decisions.some(({ n, status }) => isOf(detail, book.budget, n, status)),
    );
    if (!said)
      yield `GUARD decision ${detail.decision} on ${detail.budget} was announced before it was stored`;
  }
}

function* judgeGrants(evidence: Evidence): Generator<string> {
  for (const { at, budget, start, held, late } of evidence.grants) {
    const book = evidence.books.findLast((b) => b.budget === budget && b.start === start && b.at <= at);
    // The book's version conditions every grant, the published amount does not: it is that of the moment of asking.
    const asked = at - FOLLOWS_MS - (late ? LATE_MS : 0);
    const limits = publishedBetween(evidence, budget, asked, at).map((amount) =>
      inForce(amount, book?.decisions ?? []),
    );
    const limit = Math.max(...limits);
    if (held > limit) yield `I5 ${budget} held ${held} of ${limit} in force after a grant`;
  }
}

function publishedBetween({ releases }: Evidence, channel: string, from: number, to: number): number[] {
  return releases.flatMap(({ at, amounts }, i) => {
    const until = releases[i + 1]?.at ?? Number.POSITIVE_INFINITY;
    return at <= to && until >= from ? [amounts[channel] ?? 0] : [];
  });
}

/** A cut is a fraction of the amount before it, while its program's amount is published; an adjustment is an amount. */
function inForce(published: number, decisions: readonly Decision[]): number {
  let amount = published;
  for (const decision of decisions.toSorted((a, b) => a.n - b.n)) {
    if (decision.status !== 'applied') continue;
    if (decision.kind === 'adjustment') amount = decision.to.micros;
    else if (decision.published.micros === published) amount = lessCut(amount, decision);
  }
  return amount;
}

const lessCut = (amount: number, { ppm }: Cut): number => Math.floor((amount * (PPM - ppm)) / PPM);
