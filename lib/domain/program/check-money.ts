// Checks zones, rates, channels and budgets: what must agree before money is moved.
import { isSendChannel } from '../../../schemas/names.ts';
import type { Channel, Program } from '../../../schemas/program.ts';
import { channels } from '../../channels/channels.ts';
import { type CheckedProgram, missingDocument } from '../checked-program.ts';
import type { Finding } from '../finding.ts';
import { isZone, readZone } from '../time/zone.ts';

export function checkZone(program: Program, findings: Finding[]): void {
  if (!isZone(program.timeZone)) findings.push(noZone(program.timeZone, 'program.json'));
}

export function checkApproval(program: Program, findings: Finding[]): void {
  const at = { file: 'program.json', pointer: '/approval/above' };
  findings.push(...missingRate(program, program.approval?.above, at));
}

export function checkChannels(program: Program, findings: Finding[], warnings: Finding[]): void {
  const media = new Map<string, string>();
  for (const channel of Object.values(program.channels)) {
    const file = `channels/${channel.id}.json`;
    findings.push(...missingRate(program, channel.price, { file, pointer: '/price' }));
    warnings.push(...oddWindow(channel));
    findings.push(...misheard(channel, file));
    if (channel.opens !== undefined && channel.id !== 'email')
      findings.push({ file, pointer: '/opens', detail: 'only e-mail counts opens: leave it out here' });
    [channel.id, ...channel.aliases].forEach((name, i) => {
      const other = media.get(name.toLowerCase());
      if (other && other !== channel.id)
        findings.push({
          file,
          pointer: `/aliases/${i - 1}`,
          detail: `"${name}" already means the channel "${other}"`,
        });
      media.set(name.toLowerCase(), channel.id);
    });
  }
}

/** Words of replies where nobody can answer, or that mean both. */
function misheard({ id, optOut }: Channel, file: string): Finding[] {
  if (!optOut) return [];
  const words: ((text: string) => string) | undefined = isSendChannel(id)
    ? channels[id].replyWord
    : undefined;
  if (!words) return [{ file, pointer: '/optOut', detail: `recipients cannot answer on "${id}"` }];
  const stop = new Set(optOut.stop?.map(words));
  return (optOut.start ?? []).flatMap((word, i) =>
    stop.has(words(word))
      ? [{ file, pointer: `/optOut/start/${i}`, detail: `"${word}" is under "stop" too` }]
      : [],
  );
}

export function checkBudgets(program: CheckedProgram, findings: Finding[], warnings: Finding[]): void {
  warnings.push(...rivals(program));
  for (const budget of Object.values(program.budgets)) {
    const file = `budgets/${budget.id}.json`;
    const missing = missingDocument(program, 'channels', budget.channel);
    if (missing) findings.push({ file, pointer: '/channel', detail: missing });
    if (budget.timeZone && !isZone(budget.timeZone)) findings.push(noZone(budget.timeZone, file));
    findings.push(...missingRate(program, budget.amount, { file, pointer: '/amount' }));
    if (budget.approval && budget.approval.above.slice(-3) !== budget.amount.slice(-3))
      findings.push({
        file,
        pointer: '/approval/above',
        detail: `the limit is in another currency than the amount (${budget.amount.slice(-3)})`,
      });
    const { guard } = budget;
    if (!guard) continue;
    findings.push(...missingRate(program, guard.atLeast.spend, { file, pointer: '/guard/atLeast/spend' }));
    if (guard.do.floor && guard.do.floor.slice(-3) !== budget.amount.slice(-3))
      findings.push({
        file,
        pointer: '/guard/do/floor',
        detail: `the floor is in another currency than the amount (${budget.amount.slice(-3)})`,
      });
  }
}

/** A window over midnight is possible, and for quiet hours written the wrong way round it is the opposite of them. */
function oddWindow({ id, window }: Channel): Finding[] {
  if (!window || window.from < window.to) return [];
  const detail =
    window.from === window.to
      ? 'the window is open all day: leave it out, or let it end later than it begins'
      : `the window is open at night, from ${window.from} to ${window.to} of the next day; if these are the quiet hours, it is from ${window.to} to ${window.from}`;
  return [{ file: `channels/${id}.json`, pointer: '/window', detail }];
}

/** Budgets of one channel and one period all bind it, so only the lesser one ever counts. */
function rivals({ budgets }: Program): Finding[] {
  const first = new Map<string, string>();
  return Object.values(budgets).flatMap(({ id, channel, period }) => {
    const other = first.get(`${channel} ${period}`);
    if (other === undefined) first.set(`${channel} ${period}`, id);
    if (other === undefined) return [];
    const detail = `budgets/${other}.json is for ${channel} and ${period} too: both bind, so the lesser amount alone counts`;
    return [{ file: `budgets/${id}.json`, pointer: '/channel', detail }];
  });
}

function noZone(zone: string, file: string): Finding {
  const meant = readZone(zone);
  const instead = meant ? `; write "${meant}"` : ', such as "Europe/Berlin"';
  return { file, pointer: '/timeZone', detail: `"${zone}" is not an IANA time zone${instead}` };
}

function missingRate(
  { currency, rates }: Program,
  money: string | undefined,
  at: Pick<Finding, 'file' | 'pointer'>,
): Finding[] {
  const asked = money?.slice(-3);
  const known = !asked || asked === currency || rates.some((rate) => rate.currency === asked);
  return known ? [] : [{ ...at, detail: `program.json has no rate for ${asked}` }];
}
