// budgets approve, revert, adjust: what finance decides about a budget, each with its reason (finance).
import type { Command } from 'commander';
import type { Decision } from '../../schemas/api/budgets.ts';
import { call } from '../api.ts';
import { wordsOfMoments } from '../moments.ts';
import { print } from '../output.ts';

const WHY = 'why; it is kept with the decision and told to finance';

export function addDecide(program: Command): void {
  const budgets =
    program.commands.find((command) => command.name() === 'budgets') ??
    program.command('budgets').description('what is decided about budgets');
  budgets
    .command('approve')
    .argument('<id>', 'id of the budget')
    .argument('<n>', 'number of the decision')
    .option('--reason <text>', WHY)
    .description(
      'agree to what waits for a person: a cut, or a raise that another person asked for (finance)',
    )
    .action(approve);
  budgets
    .command('revert')
    .argument('<id>', 'id of the budget')
    .argument('<n>', 'number of the decision')
    .requiredOption('--reason <text>', WHY)
    .description('take a decision back, or turn a proposed one down (finance)')
    .action(revert);
  budgets
    .command('adjust')
    .argument('<id>', 'id of the budget')
    .argument('<amount>', 'such as "6000.00 EUR"')
    .requiredOption('--reason <text>', WHY)
    .description('set what is in force for the rest of the period (finance)')
    .action(adjust);
}

async function approve(
  id: string,
  n: string,
  { reason }: { reason?: string },
  command: Command,
): Promise<void> {
  const body = reason === undefined ? {} : { reason };
  const decision = await call('POST /v1/budgets/{id}/decisions/{n}/approve', { path: { id, n }, body });
  print(command, decision, await said(decision, command));
}

async function revert(
  id: string,
  n: string,
  { reason }: { reason: string },
  command: Command,
): Promise<void> {
  const path = { id, n };
  const decision = await call('POST /v1/budgets/{id}/decisions/{n}/revert', { path, body: { reason } });
  print(command, decision, await said(decision, command));
}

async function adjust(
  id: string,
  amount: string,
  { reason }: { reason: string },
  command: Command,
): Promise<void> {
  const budget = await call('POST /v1/budgets/{id}/adjust', { path: { id }, body: { amount, reason } });
  const [decision] = budget.decisions;
  const { inForce } = budget;
  print(command, budget, [
    ...(decision ? await said(decision, command) : []),
    `In force of ${id}: ${inForce.amount} ${inForce.currency}`,
  ]);
}

async function said({ n, budget, kind, status, waiting }: Decision, command: Command): Promise<string[]> {
  if (!waiting) return [`Decision ${n} on ${budget} (${kind}): ${status}`];
  const words = await wordsOfMoments(command);
  return [
    `Decision ${n} on ${budget} waits for a second person, until ${words(waiting.expiresAt)}: it raises the budget further than one person may.`,
    `Another person agrees with: npx cairn budgets approve ${budget} ${n}`,
  ];
}
