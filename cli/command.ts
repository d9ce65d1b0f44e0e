// Every command of `cairn`, with its arguments and options.
import { Command } from 'commander';
import { addBudgets } from './commands/budgets.ts';
import { addDecide } from './commands/decide.ts';
import { addDoctor } from './commands/doctor.ts';
import { addInit } from './commands/init.ts';
import { addInspect } from './commands/inspect.ts';
import { addKeys } from './commands/keys.ts';
import { addLogin } from './commands/login.ts';
import { addPublish } from './commands/publish.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addReport } from './commands/report.ts';
import { addSuppressions } from './commands/suppressions.ts';

/** Read from the arguments directly, because commander's own errors must be printed as JSON too. */
export const json = process.argv.includes('--json');

export const command = new Command('cairn')
  .description(
    'Customer journeys, sending, consent and budgets. CAIRN_URL says where, CAIRN_TOKEN or `cairn login` as whom (default: the local backend as admin).',
  )
  .option('--json', 'print JSON; what goes wrong is { "error": ... } on standard error')
  .exitOverride()
  .configureOutput({ writeErr: (text) => json || process.stderr.write(text) })
  .showHelpAfterError()
  .addHelpText('after', '\nExit codes: 0 fine, 1 findings or a refusal, 2 wrong usage.')
  .configureHelp({ showGlobalOptions: true });

addInit(command);
addLogin(command);
addInspect(command);
addPublish(command);
addKeys(command);
addQuarantine(command);
addBudgets(command);
addDecide(command);
addReport(command);
addSuppressions(command);
addDoctor(command);
