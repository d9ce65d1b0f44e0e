// budgets: what is in force, left and spent, what was decided, and what waits for a person.
import type { Command } from 'commander';
import type { BudgetRow, Decision, Standing } from '../../schemas/api/budgets.ts';
import { call } from '../api.ts';
import { print } from '../output.ts';

export function addBudgets(program: Command): void {
  const budgets = program
    .command('budgets')
    .description('budgets: what is in force, left, spent and decided');
  budgets
    .command('list', { isDefault: true })
    .description('all budgets, in their current period')
    .action(list);
  budgets
    .command('show')
    .argument('<id>', 'id of the budget')
    .description('one budget, with its alerts and what was decided in the period')
    .action(show);
  budgets
    .command('decisions')
    .argument('<id>', 'id of the budget')
    .description('every decision about it, newest first')
    .action(decisions);
}

const money = ({ amount, currency }: { amount: string; currency: string }): string => `${amount} ${currency}`;

async function list(_options: unknown, command: Command): Promise<void> {
  const budgets: BudgetRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/budgets', { query: { limit: 100, cursor } });
    budgets.push(...page.budgets);
    cursor = page.cursor;
  } while (cursor !== undefined);
  print(command, { budgets }, budgets.length ? budgets.map(lineOf) : ['The live program has no budgets.']);
}

function lineOf({ id, channel, period, inForce, amount, left, spent, proposed, alerts }: BudgetRow): string {
  const cut = inForce.amount === amount.amount ? '' : ` of ${money(amount)}`;
  const waits = proposed.length ? `, waits for a person: ${proposed.map((n) => `#${n}`).join(', ')}` : '';
  const alarms = alerts === 0 ? '' : `, ${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`;
  return `${id}  ${channel}  since ${period}  in force ${money(inForce)}${cut}, left ${money(left)}, spent ${money(spent)}${waits}${alarms}`;
}

async function show(id: string, _options: unknown, command: Command): Promise<void> {
  const budget = await call('GET /v1/budgets/{id}', { path: { id } });
  print(command, budget, [
    `${id}  ${budget.channel}  ${budget.period.start} until ${budget.period.endsAt} (${budget.period.timeZone})`,
    `  published ${money(budget.amount)}, in force ${money(budget.inForce)}`,
    `  spent ${money(budget.spent)} (sends ${money(budget.spent.sends)}, outside ${money(budget.spent.outside)})`,
    `  held ${money(budget.held)}, of it leased ${money(budget.leased)}; left ${money(budget.left)}`,
    ...guardOf(budget),
    ...budget.alerts.map(({ at, text }) => `  alert ${at}  ${text}`),
    ...budget.decisions.map((decision) => `  ${inOneLine(decision)}`),
  ]);
}

const guardOf = ({ guard }: Standing): string[] =>
  guard ? [`  guard ${guard.lookedAt}  ${guard.found}`] : [];

async function decisions(id: string, _options: unknown, command: Command): Promise<void> {
  const all: Decision[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/budgets/{id}/decisions', {
      path: { id },
      query: { limit: 200, cursor },
    });
    all.push(...page.decisions);
    cursor = page.cursor;
  } while (cursor !== undefined);
  print(command, { decisions: all }, all.length ? all.map(inOneLine) : ['Nothing was decided on it yet.']);
}

const inOneLine = ({ n, at, kind, status, from, to, by, reason, acts }: Decision): string =>
  [
    `#${n}  ${at}  ${kind} ${status}  ${money(from)} -> ${money(to)}  by ${by}: ${reason}`,
    ...acts.map((act) => `${act.what} by ${act.by} at ${act.at}${act.reason ? `: ${act.reason}` : ''}`),
  ].join('; ');
