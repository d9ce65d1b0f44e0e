// Announcements of decisions and alerts: an event for machines, and a message that a person in finance can act on.
import type { JsonObject } from '../../../schemas/primitives.ts';
import { formatMoney, moneyText } from '../money/money.ts';
import type { Adjustment, Alert, Cut, Decision, Evidence } from './book.ts';

export interface News {
  type: string;
  detail: JsonObject;
  subject: string;
  text: string;
}

/** Where and when a decision holds, and where people act on it. */
export interface Setting {
  budget: string;
  channel: string;
  /** First instant after the period, ms. */
  endsAt: number;
  apiUrl: string;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const percent = (share: number): string => `${rounded(share * 100, 1)} %`;
/** Never "100 %": a statistic is not certain. */
export const confidenceText = (confidence: number): string =>
  confidence > 0.999 ? 'over 99.9 %' : percent(confidence);
const amount = (micros: number, currency: string): JsonObject => ({ ...formatMoney(micros, currency) });

export function newsOf(decision: Decision, setting: Setting): News {
  return decision.kind === 'cut' ? cutNews(decision, setting) : adjustmentNews(decision, setting);
}

const CUT_TYPES: Record<Cut['status'], string> = {
  applied: 'Budget Cut',
  proposed: 'Budget Cut Proposed',
  reverted: 'Budget Cut Reverted',
  rejected: 'Budget Cut Rejected',
};

function cutNews(cut: Cut, setting: Setting): News {
  const { budget } = setting;
  const change = `${moneyText(cut.from)} -> ${moneyText(cut.to)}`;
  const subjects: Record<Cut['status'], string> = {
    applied: `Budget ${budget} was cut: ${change}`,
    proposed: `Please decide: cut budget ${budget}? ${change}`,
    reverted: `Budget ${budget}: a cut was reverted`,
    rejected: `Budget ${budget}: a proposed cut was turned down`,
  };
  const heads: Record<Cut['status'], string> = {
    applied: `The budget "${budget}" (channel ${setting.channel}) was cut by ${percent(cut.ppm / 1e6)}: ${change}.`,
    proposed: `The guard proposes to cut the budget "${budget}" (channel ${setting.channel}) by ${percent(cut.ppm / 1e6)}: ${change}. Nothing changes until a person agrees, since cuts of this period would come to ${percent(cut.evidence.cumulative)}.`,
    reverted: `The cut of the budget "${budget}" (channel ${setting.channel}), ${change}, was reverted.`,
    rejected: `The proposed cut of the budget "${budget}" (channel ${setting.channel}), ${change}, was turned down.`,
  };
  const lines = [heads[cut.status], '', ...evidenceLines(cut.evidence, setting.channel), ...actLines(cut)];
  return {
    type: CUT_TYPES[cut.status],
    detail: cutDetail(cut, setting),
    subject: subjects[cut.status],
    text: [...lines, ...nextLines(cut, setting)].join('\n'),
  };
}

function cutDetail(cut: Cut, { budget, channel }: Setting): JsonObject {
  const { evidence } = cut;
  const { metric, threshold, window, currency, conversions } = evidence;
  return {
    budget,
    channel,
    from: amount(cut.from.micros, cut.from.currency),
    to: amount(cut.to.micros, cut.to.currency),
    metric,
    threshold,
    value: rounded(evidence.value, 4),
    window,
    spend: amount(evidence.spend, currency),
    revenue: amount(evidence.revenue, currency),
    conversions,
    confidence: rounded(evidence.confidence, 6),
    decision: cut.n,
    status: cut.status,
    decidedAt: new Date(cut.at).toISOString(),
  };
}

function evidenceLines(evidence: Evidence, channel: string): string[] {
  const money = (micros: number): string => moneyText({ micros, currency: evidence.currency });
  const whose =
    evidence.meanOf === 'channel' ? 'of its own orders' : 'of all channels, since it has fewer than 5 orders';
  return [
    `Why: over the last ${evidence.window} the channel ${channel} returned ${rounded(evidence.value, 2)} for each 1 spent (its ROI); the guard asks for at least ${evidence.threshold}.`,
    `Numbers: ${money(evidence.spend)} spent, ${money(evidence.revenue)} net revenue, ${rounded(evidence.conversions, 2)} conversions (${evidence.model} touch), mean order ${money(evidence.meanOrder)} (${whose}).`,
    `How sure: ${confidenceText(evidence.confidence)}; the guard asks for ${percent(evidence.confidenceWanted)}.`,
  ];
}

const actLines = ({ acts }: Decision): string[] =>
  acts.map(
    ({ what, by, at, reason }) =>
      `${what} by ${by} at ${new Date(at).toISOString()}${reason ? `: ${reason}` : ''}`,
  );

function nextLines(decision: Decision, { budget, endsAt, apiUrl }: Setting): string[] {
  const route = `${apiUrl}/v1/budgets/${budget}`;
  const ends = new Date(endsAt).toISOString();
  const post = (verb: string): string =>
    `POST ${route}/decisions/${decision.n}/${verb} (role finance), for example\n  curl -X POST "${route}/decisions/${decision.n}/${verb}" -H "Authorization: Bearer $CAIRN_TOKEN" -H "Content-Type: application/json" -d '{"reason":"..."}'`;
  const other = `To set another amount: POST ${route}/adjust with {"amount":"${moneyText(decision.from)}","reason":"..."}`;
  const look = `All decisions with their numbers: GET ${route}/decisions`;
  if (decision.status === 'proposed')
    return ['', `To agree: ${post('approve')}`, `To turn it down: ${post('revert')}`, other, look];
  if (decision.status !== 'applied') return ['', look];
  return [
    '',
    `It holds until the period ends (${ends}), the published amount is changed, or a person reverts it.`,
    `To revert: ${post('revert')}`,
    other,
    look,
  ];
}

function adjustmentNews(adjustment: Adjustment, setting: Setting): News {
  const { budget, channel } = setting;
  const change = `${moneyText(adjustment.from)} -> ${moneyText(adjustment.to)}`;
  const reverted = adjustment.status === 'reverted';
  const what = reverted ? 'an adjustment was reverted' : `adjusted by ${adjustment.by}`;
  return {
    type: reverted ? 'Budget Adjustment Reverted' : 'Budget Adjusted',
    detail: {
      budget,
      channel,
      from: amount(adjustment.from.micros, adjustment.from.currency),
      to: amount(adjustment.to.micros, adjustment.to.currency),
      decision: adjustment.n,
      status: adjustment.status,
      reason: adjustment.reason,
      decidedAt: new Date(adjustment.at).toISOString(),
    },
    subject: `Budget ${budget}: ${what}`,
    text: [
      `The budget "${budget}" (channel ${channel}): ${what}, ${change}.`,
      '',
      `Why: ${adjustment.reason}`,
      ...actLines(adjustment),
      ...nextLines(adjustment, setting),
    ].join('\n'),
  };
}

export function alertNews(alert: Alert, { budget, channel, apiUrl }: Setting): News {
  return {
    type: 'Budget Alert',
    detail: { budget, channel, alert: alert.kind, ...alert.detail, at: new Date(alert.at).toISOString() },
    subject: `Budget ${budget}: ${alert.kind.replaceAll('-', ' ')}`,
    text: [alert.text, '', `The budget: GET ${apiUrl}/v1/budgets/${budget}`].join('\n'),
  };
}
