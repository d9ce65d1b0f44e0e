// `cairn`: check, publish and roll back a program, ask why, decide on budgets, report, and manage write keys. Exit 0: fine, 1: findings or a refusal, 2: wrong usage.
import { CommanderError } from 'commander';
import { command, json } from './command.ts';
import { complain, Failure } from './output.ts';

try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (json && error.exitCode !== 0) complain(json, error.message.replace(/^error: /, ''));
  } else if (error instanceof Failure) {
    complain(json, error.message, error.details);
    process.exitCode = error.exitCode;
  } else throw error;
}
