// The settings of `npm start`: its flags and PORT. A wrong one is reported together with the usage.
import { parseArgs } from 'node:util';

export const USAGE = `[PORT=8787] npm start [-- OPTIONS]

--database dynamodb-local|dynalite   which one holds the tables; without it DynamoDB Local where Java 17 is on the PATH
--program DIR                        the program to publish instead of examples/shop
--verbose, -v                        what functions log, on the screen
--help, -h                           this`;

export interface Settings {
  port: number;
  database: 'dynamodb-local' | 'dynalite' | undefined;
  program: string | undefined;
  verbose: boolean;
  help: boolean;
}

/** Throws a sentence where a value makes no sense. */
export function settingsOf(args: string[], { PORT = '8787' }: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args,
    options: {
      verbose: { type: 'boolean', short: 'v', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      database: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const { database, program, verbose, help } = values;
  if (database !== undefined && database !== 'dynamodb-local' && database !== 'dynalite')
    throw new Error(`--database is dynamodb-local or dynalite, not ${database}`);
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65_535)
    throw new Error(`PORT is a whole number from 0 to 65535, not ${PORT}`);
  return { port: Number(PORT), database, program, verbose, help };
}
