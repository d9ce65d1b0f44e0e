// Zones, rates, channels and budgets: what must fit together before money moves.
import type { Program } from '../../../schemas/program.ts';
import type { Finding } from '../finding.ts';
import { isZone } from '../time/zone.ts';

export function checkMoney(program: Program, findings: Finding[]): void {
  const say = (file: string, pointer: string, detail: string) => findings.push({ file, pointer, detail });
  if (!isZone(program.timeZone))
    say('program.json', '/timeZone', `"${program.timeZone}" is not an IANA time zone`);
  const currencies = new Set([program.currency, ...program.rates.map((rate) => rate.currency)]);
  const needsRate = (money: string | undefined, file: string, pointer: string) => {
    const currency = money?.slice(-3);
    if (currency && !currencies.has(currency)) say(file, pointer, `program.json has no rate for ${currency}`);
  };
  const media = new Map<string, string>();
  for (const channel of Object.values(program.channels)) {
    const file = `channels/${channel.id}.json`;
    needsRate(channel.price, file, '/price');
    [channel.id, ...channel.aliases].forEach((name, i) => {
      const other = media.get(name.toLowerCase());
      if (other && other !== channel.id)
        say(file, `/aliases/${i - 1}`, `"${name}" already means the channel "${other}"`);
      media.set(name.toLowerCase(), channel.id);
    });
  }
  for (const budget of Object.values(program.budgets)) {
    const file = `budgets/${budget.id}.json`;
    if (!program.channels[budget.channel])
      say(file, '/channel', `there is no channels/${budget.channel}.json`);
    if (budget.timeZone && !isZone(budget.timeZone))
      say(file, '/timeZone', `"${budget.timeZone}" is not an IANA time zone`);
    needsRate(budget.amount, file, '/amount');
    const { guard } = budget;
    if (!guard) continue;
    needsRate(guard.atLeast.spend, file, '/guard/atLeast/spend');
    if (guard.do.floor && guard.do.floor.slice(-3) !== budget.amount.slice(-3))
      say(
        file,
        '/guard/do/floor',
        `the floor is in another currency than the amount (${budget.amount.slice(-3)})`,
      );
  }
}
