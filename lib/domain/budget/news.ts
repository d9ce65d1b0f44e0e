// Announcements of decisions and alerts: an event for machines, and a message that a person in finance can act on.
import type { JsonObject } from '../../../schemas/primitives.ts';
import { formatMoney, moneyText } from '../money/money.ts';
import { momentInWords } from '../time/words.ts';
import type { Act, Adjustment, Alert, Cut, Decision } from './book.ts';
import { evidenceLines, heldBackBy, type Place, percent, reachLines, rounded } from './evidence-words.ts';

export interface News {
  type: string;
  detail: JsonObject;
  subject: string;
  text: string;
}

/** Where and when a decision holds, and where people act on it. */
export interface Setting extends Place {
  budget: string;
  apiUrl: string;
}

const amount = (micros: number, currency: string): JsonObject => ({ ...formatMoney(micros, currency) });

export function newsOf(decision: Decision, setting: Setting): News {
  const news = decision.kind === 'cut' ? cutNews(decision, setting) : adjustmentNews(decision, setting);
  const request = requestNews(decision, setting);
  return request ? { ...news, ...request } : news;
}

const CUT_TYPES: Record<Cut['status'], string> = {
  applied: 'Budget Cut',
  proposed: 'Budget Cut Proposed',
  reverted: 'Budget Cut Reverted',
  rejected: 'Budget Cut Rejected',
};

const changeOf = ({ from, to }: Decision): string => `${moneyText(from)} -> ${moneyText(to)}`;
const nameOf = ({ budget, channel }: Setting): string => `"${budget}" (channel ${channel})`;

function cutNews(cut: Cut, setting: Setting): News {
  const { budget } = setting;
  const change = changeOf(cut);
  const by = percent(cut.ppm / 1e6);
  const subjects: Record<Cut['status'], string> = {
    applied:
      cut.reach?.enforced === false
        ? `Please lower ${setting.channel}: its budget was cut, ${change}`
        : `Budget ${budget} was cut: ${change}`,
    proposed: `Please decide: cut budget ${budget}? ${change}`,
    reverted: `Budget ${budget}: a cut was reverted`,
    rejected: `Budget ${budget}: a proposed cut was turned down`,
  };
  const heads: Record<Cut['status'], string> = {
    applied: `The budget ${nameOf(setting)} was cut by ${by}: ${change}.`,
    proposed: `The guard proposes to cut the budget ${nameOf(setting)} by ${by}: ${change}. Nothing changes until a person agrees, since cuts of this period would come to ${percent(cut.evidence.cumulative)}.`,
    reverted: `The cut of the budget ${nameOf(setting)}, ${change}, was reverted. ${RESTS}`,
    rejected: `The proposed cut of the budget ${nameOf(setting)}, ${change}, was turned down. ${RESTS}`,
  };
  const isOpen = cut.status === 'applied' || cut.status === 'proposed';
  const lines = [
    ...[heads[cut.status], ''],
    ...evidenceLines(cut.evidence, setting),
    ...(isOpen ? reachLines(cut, setting) : []),
    ...actLines(cut, setting),
  ];
  return {
    type: CUT_TYPES[cut.status],
    detail: cutDetail(cut, setting),
    subject: subjects[cut.status],
    text: [...lines, ...nextLines(cut, setting)].join('\n'),
  };
}

const RESTS = 'The guard does not cut again on these numbers, only on what comes after this decision.';

function cutDetail(cut: Cut, { budget, channel }: Setting): JsonObject {
  const { evidence, reach } = cut;
  const { metric, threshold, window, currency, conversions, margin, spend, sends } = evidence;
  return {
    budget,
    channel,
    from: amount(cut.from.micros, cut.from.currency),
    to: amount(cut.to.micros, cut.to.currency),
    metric,
    threshold,
    value: rounded(evidence.value, 4),
    ...(margin !== undefined && { margin }),
    window,
    spend: amount(spend, currency),
    ...(sends !== undefined && {
      spendOfSends: amount(sends, currency),
      spendOutside: amount(spend - sends, currency),
    }),
    revenue: amount(evidence.revenue, currency),
    conversions,
    confidence: rounded(evidence.confidence, 6),
    decision: cut.n,
    status: cut.status,
    decidedAt: new Date(cut.at).toISOString(),
    ...(reach && { enforced: reach.enforced, holdsBack: amount(heldBackBy(cut), cut.to.currency) }),
    ...requestDetail(cut),
  };
}

const ACTS: Record<Act['what'], string> = {
  approved: 'approved',
  reverted: 'reverted',
  rejected: 'turned down',
  'revert-asked': 'asked to be reverted',
  expired: 'the request expired',
};

const actLines = ({ acts }: Decision, { timeZone }: Setting): string[] =>
  acts.map(({ what, by, at, reason, askedBy }) => {
    const asked = askedBy === undefined ? '' : ` (asked for by ${askedBy})`;
    return `${ACTS[what]} by ${by}${asked} on ${momentInWords(at, timeZone)}${reason ? `: ${reason}` : ''}`;
  });

function nextLines(decision: Decision, { budget, endsAt, apiUrl, timeZone }: Setting): string[] {
  const route = `${apiUrl}/v1/budgets/${budget}`;
  const post = (verb: string): string =>
    `POST ${route}/decisions/${decision.n}/${verb} (role finance), for example\n  curl -X POST "${route}/decisions/${decision.n}/${verb}" -H "Authorization: Bearer $CAIRN_TOKEN" -H "Content-Type: application/json" -d '{"reason":"..."}'`;
  const other = `To set another amount: POST ${route}/adjust with {"amount":"${moneyText(decision.from)}","reason":"..."}`;
  const look = `All decisions with their numbers: GET ${route}/decisions`;
  if (decision.status === 'proposed')
    return ['', `To agree: ${post('approve')}`, `To turn it down: ${post('revert')}`, other, look];
  if (decision.status !== 'applied') return ['', look];
  return [
    '',
    `It holds until the period ends (${momentInWords(endsAt, timeZone)}), the published amount is changed, or a person reverts it.`,
    `To revert: ${post('revert')}`,
    other,
    look,
  ];
}

const ADJUSTMENTS: Record<Adjustment['status'], { type: string; what: (by: string) => string }> = {
  applied: { type: 'Budget Adjusted', what: (by) => `adjusted by ${by}` },
  proposed: { type: 'Budget Adjustment Proposed', what: (by) => `${by} asks to adjust it` },
  reverted: { type: 'Budget Adjustment Reverted', what: () => 'an adjustment was reverted' },
  rejected: { type: 'Budget Adjustment Rejected', what: () => 'an adjustment was turned down' },
  expired: { type: 'Budget Adjustment Expired', what: () => 'nobody agreed to an adjustment in time' },
};

function adjustmentNews(adjustment: Adjustment, setting: Setting): News {
  const { budget, channel } = setting;
  const { type, what } = ADJUSTMENTS[adjustment.status];
  const said = what(adjustment.by);
  return {
    type,
    detail: {
      budget,
      channel,
      from: amount(adjustment.from.micros, adjustment.from.currency),
      to: amount(adjustment.to.micros, adjustment.to.currency),
      decision: adjustment.n,
      status: adjustment.status,
      reason: adjustment.reason,
      decidedAt: new Date(adjustment.at).toISOString(),
      ...requestDetail(adjustment),
    },
    subject: `Budget ${budget}: ${said}`,
    text: [
      `The budget ${nameOf(setting)}: ${said}, ${changeOf(adjustment)}.`,
      '',
      `Why: ${adjustment.reason}`,
      ...actLines(adjustment, setting),
      ...nextLines(adjustment, setting),
    ].join('\n'),
  };
}

const requestDetail = ({ waiting }: Decision): JsonObject =>
  waiting
    ? { askedBy: waiting.by, reason: waiting.reason, expiresAt: new Date(waiting.expiresAt).toISOString() }
    : {};

/** Where the news is a request of one person for a second one, or its end: what differs from the decision's own news. */
function requestNews(decision: Decision, setting: Setting): Partial<News> | undefined {
  const { waiting, acts, n } = decision;
  const { budget, timeZone, apiUrl } = setting;
  const look = `All decisions with their numbers: GET ${apiUrl}/v1/budgets/${budget}/decisions`;
  const lapsed = acts.at(-1)?.what === 'expired' && decision.status === 'applied';
  if (lapsed)
    return {
      type: 'Budget Revert Expired',
      subject: `Budget ${budget}: nobody agreed in time to revert decision ${n}`,
      text: [
        `The budget ${nameOf(setting)}: nobody agreed in time to revert decision ${n}. It still holds.`,
        ...['', ...actLines(decision, setting), '', look],
      ].join('\n'),
    };
  if (!waiting) return undefined;
  const { by, reason, expiresAt } = waiting;
  const isRevert = waiting.for === 'revert';
  const what = isRevert ? `revert decision ${n} (${changeOf(decision)})` : `adjust it: ${changeOf(decision)}`;
  const route = `${apiUrl}/v1/budgets/${budget}/decisions/${n}`;
  return {
    ...(isRevert && { type: 'Budget Revert Proposed' }),
    subject: `Please decide: ${isRevert ? `revert decision ${n} on` : 'adjust'} budget ${budget}?`,
    text: [
      `${by} asks to ${what}, on the budget ${nameOf(setting)}. That raises it further than one person may: nothing changes until a second person agrees.`,
      '',
      `Why: ${reason}`,
      '',
      `To agree, as another person than ${by}: POST ${route}/approve (role finance), or npx cairn budgets approve ${budget} ${n}`,
      ...(isRevert ? [] : [`To turn it down: POST ${route}/revert with {"reason":"..."}`]),
      `The request expires on ${momentInWords(expiresAt, timeZone)}.`,
      look,
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
