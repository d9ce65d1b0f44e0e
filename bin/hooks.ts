// `npm run hooks`: has git run `npm run pre-push` before each push. Optional: cloning installs no hook.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HOOK = `#!/bin/sh
# Written by npm run hooks. git push --no-verify goes past it.
exec npm run --silent pre-push
`;

const folder = execFileSync('git', ['rev-parse', '--git-path', 'hooks'], { encoding: 'utf8' }).trim();
const file = join(folder, 'pre-push');
if (existsSync(file)) {
  console.error(`${file} is there already. Delete it first, or add "npm run pre-push" to it.`);
  process.exitCode = 1;
} else {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, HOOK, { mode: 0o755 });
  console.log(`Written: ${file}. Each push first runs types, lint and unit tests (npm run pre-push).`);
}
