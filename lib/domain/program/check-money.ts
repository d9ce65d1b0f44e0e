// Checks zones, rates, channels and budgets: what must agree before money is moved.
import type { Program } from '../../../schemas/program.ts';
import type { Finding } from '../finding.ts';
import { isZone } from '../time/zone.ts';

export function checkZone(program: Program, findings: Finding[]): void {
  if (!isZone(program.timeZone)) findings.push(noZone(program.timeZone, 'program.json'));
}

export function checkChannels(program: Program, findings: Finding[]): void {
  const media = new Map<string, string>();
  for (const channel of Object.values(program.channels)) {
    const file = `channels/${channel.id}.json`;
    findings.push(...missingRate(program, channel.price, { file, pointer: '/price' }));
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

export function checkBudgets(program: Program, findings: Finding[]): void {
  for (const budget of Object.values(program.budgets)) {
    const file = `budgets/${budget.id}.json`;
    if (!program.channels[budget.channel])
      findings.push({ file, pointer: '/channel', detail: `there is no channels/${budget.channel}.json` });
    if (budget.timeZone && !isZone(budget.timeZone)) findings.push(noZone(budget.timeZone, file));
    findings.push(...missingRate(program, budget.amount, { file, pointer: '/amount' }));
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

const noZone = (zone: string, file: string): Finding => ({
  file,
  pointer: '/timeZone',
  detail: `"${zone}" is not an IANA time zone`,
});

function missingRate(
  { currency, rates }: Program,
  money: string | undefined,
  at: Pick<Finding, 'file' | 'pointer'>,
): Finding[] {
  const asked = money?.slice(-3);
  const known = !asked || asked === currency || rates.some((rate) => rate.currency === asked);
  return known ? [] : [{ ...at, detail: `program.json has no rate for ${asked}` }];
}
