// npm run bench: runs every benchmark, or the named ones, prints their tables and writes bench/results.json.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runBenchmarks } from './benchmarks.ts';
import { terminal, updateDocument } from './report.ts';
import { NAMES, type Name } from './results.ts';

const HELP = `npm run bench [-- NAME...] [--tiny --out FILE]

NAME is one of ${NAMES.join(', ')}; without a name all of them run, a quarter of an hour at most on two cores.
--out FILE   where results go instead of bench/results.json; docs/reference/benchmarks.md then stays as it is
--tiny       a few events only, to see that everything works; needs --out, as its figures mean nothing`;

const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

function known(text: string): Name {
  const name = NAMES.find((each) => each === text);
  if (!name) throw new Error(`There is no benchmark ${text}.`);
  return name;
}

function ask() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tiny: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.tiny && values.out === undefined) throw new Error('--tiny needs --out');
  return { ...values, names: positionals.length ? positionals.map(known) : NAMES };
}

function parseFlags() {
  try {
    return ask();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return process.exit(2);
  }
}

const { names, tiny, out, help } = parseFlags();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const file = out ?? inRepository('bench/results.json');
try {
  const results = await runBenchmarks({
    names,
    scale: tiny ? 'tiny' : 'full',
    file,
    onResult: (name, result) => console.log(`\n${terminal(name, result)}`),
  });
  if (out === undefined) updateDocument(inRepository('docs/reference/benchmarks.md'), results);
  console.log(`\nWritten to ${file}`);
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
