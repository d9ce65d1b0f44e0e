// `cairn`: check, publish and roll back a program, ask why, decide on budgets, report, and manage write keys. Exit 0: fine, 1: findings or a refusal, 2: wrong usage.
import { Command, CommanderError } from 'commander';
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
import { complain, Failure } from './output.ts';

/** Read from the arguments directly, because commander's own errors must be printed as JSON too. */
const json = process.argv.includes('--json');

const program = new Command('cairn')
  .description(
    'Customer journeys, sending, consent and budgets. CAIRN_URL says where, CAIRN_TOKEN or `cairn login` as whom (default: the local backend as admin).',
  )
  .option('--json', 'print JSON; what goes wrong is { "error": ... } on standard error')
  .exitOverride()
  .configureOutput({ writeErr: (text) => json || process.stderr.write(text) })
  .showHelpAfterError()
  .addHelpText('after', '\nExit codes: 0 fine, 1 findings or a refusal, 2 wrong usage.')
  .configureHelp({ showGlobalOptions: true });

addInit(program);
addLogin(program);
addInspect(program);
addPublish(program);
addKeys(program);
addQuarantine(program);
addBudgets(program);
addDecide(program);
addReport(program);
addSuppressions(program);
addDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (json && error.exitCode !== 0) complain(json, error.message.replace(/^error: /, ''));
  } else if (error instanceof Failure) {
    complain(json, error.message, error.details);
    process.exitCode = error.exitCode;
  } else throw error;
}
