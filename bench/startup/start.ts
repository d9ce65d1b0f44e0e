// Starts a bundle in a process of its own, as Lambda does, and measures the time.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { sendChannels, sendsVariable } from '../../schemas/names.ts';

const LOCAL_ARN = 'arn:aws:local:us-east-1:000000000000:a/b';

export interface Started {
  /** Processor time of the whole process, user and system, in ms. */
  process: number;
  /** The part of it spent on loading the bundle. */
  load: number;
}

const SCRIPT = `const before = process.cpuUsage();
require(process.argv[1]);
const load = process.cpuUsage(before);
const all = process.cpuUsage();
const ms = ({ user, system }) => (user + system) / 1000;
process.stdout.write(JSON.stringify({ process: ms(all), load: ms(load) }), () => process.exit(0));`;

export function start(file: string, environment: NodeJS.ProcessEnv): Started {
  return JSON.parse(
    execFileSync(process.execPath, ['-e', SCRIPT, file], {
      env: environment,
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ) as Started;
}

/** Variables that a bundle may read while it loads: every name in it that looks like one. */
export function environmentFor(file: string): NodeJS.ProcessEnv {
  const names = readFileSync(file, 'utf8').matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g);
  const given = [...names].map(([, name = '']) => [name, LOCAL_ARN] as const);
  const ours = given.filter(([name]) =>
    /_(TABLE|URL|ARN|BUCKET|NAME|FROM|ISSUER|AUDIENCE|SECONDS|KEY|SET|ID)$/.test(name),
  );
  return {
    PATH: process.env.PATH,
    ...Object.fromEntries(ours.filter(([name]) => !/^(AWS|NODE|POWERTOOLS|SMITHY)_/.test(name))),
    // Composed from the channel's name, so no bundle contains them whole.
    ...Object.fromEntries(sendChannels.map((channel) => [sendsVariable(channel), LOCAL_ARN])),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    CHANNEL: 'email',
    FUNCTION_TIMEOUT_SECONDS: '30',
  };
}
