// The settings of `npm start` and `npm stop`: their flags and PORT. A wrong one is reported together with the usage.
import { parseArgs } from 'node:util';

export const USAGE = `npm start [-- OPTIONS]     npm stop [-- --port PORT]

--port PORT                          instead of 8787; the variable PORT says the same, and 0 is a free one
--background                         return when it is ready; it goes on when this shell ends, until npm stop
--database dynamodb-local|dynalite   which one holds the tables; without it DynamoDB Local where Java 17 is on the PATH
--program DIR                        the program to publish instead of examples/shop
--verbose, -v                        what functions log, on the screen
--help, -h                           this`;

export interface Settings {
  port: number;
  database: 'dynamodb-local' | 'dynalite' | undefined;
  program: string | undefined;
  verbose: boolean;
  background: boolean;
  help: boolean;
}

/** Throws a sentence where a value makes no sense. */
export function settingsOf(args: string[], { PORT }: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      background: { type: 'boolean', default: false },
      verbose: { type: 'boolean', short: 'v', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      database: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const { database, program, verbose, background, help } = values;
  const port = values.port ?? PORT ?? '8787';
  if (database !== undefined && database !== 'dynamodb-local' && database !== 'dynalite')
    throw new Error(`--database is dynamodb-local or dynalite, not ${database}`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(
      `${values.port === undefined ? 'PORT' : '--port'} is a whole number from 0 to 65535, not ${port}`,
    );
  return { port: Number(port), database, program, verbose, background, help };
}

/** Those of this process. Wrong ones end it with code 2, and --help with 0. */
export function readSettings(): Settings {
  try {
    const settings = settingsOf(process.argv.slice(2), process.env);
    if (!settings.help) return settings;
    console.log(USAGE);
    return process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return process.exit(2);
  }
}
