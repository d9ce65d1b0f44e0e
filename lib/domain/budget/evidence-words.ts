// What a cut rests on and what it can hold back, in words for finance.
import { moneyText } from '../money/money.ts';
import { durationInWords, momentInWords } from '../time/words.ts';
import type { Cut, Evidence } from './book.ts';

/** Where a decision holds, for the words about it. */
export interface Place {
  channel: string;
  /** First instant after the period, ms. */
  endsAt: number;
  /** The program's zone, in which times are shown. */
  timeZone: string;
}

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
export const percent = (share: number): string => `${rounded(share * 100, 1)} %`;
/** Never "100 %": a statistic is not certain. */
export const confidenceText = (confidence: number): string =>
  confidence > 0.999 ? 'over 99.9 %' : percent(confidence);

export function evidenceLines(evidence: Evidence, { channel, timeZone }: Place): string[] {
  const money = (micros: number): string => moneyText({ micros, currency: evidence.currency });
  const { from, to, threshold, spend, revenue, conversions, model, confidence, confidenceWanted } = evidence;
  const whose =
    evidence.meanOf === 'channel' ? 'of its own orders' : 'of all channels, since it has fewer than 5 orders';
  return [
    `Why: ${spanOf(evidence)} the channel ${channel} returned ${rounded(evidence.value, 2)} for each 1 spent (its ROI); the guard asks for at least ${threshold}.`,
    `What ROI means here: ${meaningOf(evidence.margin)}`,
    `Numbers: ${money(spend)} spent, ${money(revenue)} net revenue, ${rounded(conversions, 2)} conversions (${model} touch), mean order ${money(evidence.meanOrder)} (${whose}), from ${momentInWords(from, timeZone)} to ${momentInWords(to, timeZone)}.`,
    `How sure: ${confidenceText(confidence)}; the guard asks for ${percent(confidenceWanted)}.`,
  ];
}

function spanOf({ since, window }: Evidence): string {
  if (since === 'period') return 'since the period began';
  if (since === 'person') return 'since a person last decided';
  return `over the last ${durationInWords(window)}`;
}

const meaningOf = (margin: number | undefined): string =>
  margin === undefined
    ? 'revenue over cost (what advertisers call ROAS), before the cost of goods. With a "margin" in the channel or program it becomes a return on contribution.'
    : `contribution over cost: of revenue, the margin of ${percent(margin)} is counted.`;

/** How much of what was spent Cairn can hold back, and what the cut limits from now on. */
export function reachLines(cut: Cut, { channel, endsAt, timeZone }: Place): string[] {
  const { reach, evidence } = cut;
  if (!reach) return [];
  if (!reach.enforced)
    return [
      `What Cairn can hold back: nothing. No send of Cairn on the channel ${channel} asks this budget: its spend is booked elsewhere and must be lowered there, by people or by automation of your own that reads this event ("${EVENT}", "enforced": false) from the bus.`,
    ];
  return [spentBy(evidence), limitOf(cut, reach.taken, momentInWords(endsAt, timeZone))];
}

const EVENT = 'Budget Cut';

function spentBy({ spend, sends, currency }: Evidence): string {
  const money = (micros: number): string => moneyText({ micros, currency });
  if (sends === undefined || spend <= 0)
    return 'What Cairn can hold back: its own sends, not what is spent elsewhere.';
  const outside = spend - sends;
  if (outside <= 0)
    return `What Cairn can hold back: its own sends, which were all of the ${money(spend)} spent.`;
  return `What Cairn can hold back: its own sends, which were ${money(sends)} (${percent(sends / spend)}) of the ${money(spend)} spent. The other ${money(outside)} were spent outside Cairn: lower them where they are booked.`;
}

function limitOf({ from, to }: Cut, taken: number, end: string): string {
  const left = (limit: number): number => Math.max(0, limit - taken);
  const money = (micros: number): string => moneyText({ micros, currency: to.currency });
  const gone = `${money(taken)} of this period's budget is already taken by sends.`;
  if (left(to.micros) === 0)
    return `What it limits from now on: ${gone} No further send is paid until ${end}${left(from.micros) ? ` (before the cut, ${money(left(from.micros))} more)` : ''}.`;
  return `What it limits from now on: ${gone} Until ${end} sends may cost ${money(left(to.micros))} more; before the cut it was ${money(left(from.micros))}.`;
}

/** What the cut takes from the sends to come, micros. */
export const heldBackBy = ({ from, to, reach }: Cut): number =>
  reach?.enforced ? Math.max(0, from.micros - Math.max(to.micros, reach.taken)) : 0;
