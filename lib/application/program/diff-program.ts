// What publishing a program would change in the live one, file by file.

import type { ProgramDiff } from '../../../schemas/api/program.ts';
import type { Program } from '../../../schemas/program.ts';
import { canonical } from '../../domain/journey/compiled-journey.ts';
import { checkProgram } from '../../domain/program/check.ts';
import { hashOperands } from '../../domain/program/hash-operands.ts';
import { filesOf, liveProgram, type ProgramPorts, type Published } from './publish-program.ts';

export type Compared = { status: 'compared'; diff: ProgramDiff } | Extract<Published, { status: 'findings' }>;

/**
 * Both sides as publishing would store them: with the defaults of this release, without `$schema`, and with operands
 * hashed that are compared with sealed values. What only these would change is no difference.
 */
export async function diffProgram(
  ports: Pick<ProgramPorts, 'programs' | 'hash'>,
  files: Readonly<Record<string, unknown>>,
): Promise<Compared> {
  const { program, findings } = checkProgram(files);
  if (!program) return { status: 'findings', findings };
  const live = await liveProgram(ports.programs);
  const before = live
    ? await parts(ports, checkProgram(filesOf(live.program)).program ?? live.program)
    : new Map();
  const changes = changesBetween(before, await parts(ports, program));
  return { status: 'compared', diff: { live: live?.release.number ?? 0, changes } };
}

async function parts({ hash }: Pick<ProgramPorts, 'hash'>, program: Program): Promise<Map<string, string>> {
  const files = filesOf(await hashOperands(program, hash));
  return new Map(Object.entries(files).map(([file, content]) => [file, canonical(content)]));
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const changes: ProgramDiff['changes'] = [];
  for (const what of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    if (!after.has(what)) changes.push({ change: 'removed', what });
    else if (!before.has(what)) changes.push({ change: 'added', what });
    else if (before.get(what) !== after.get(what)) changes.push({ change: 'changed', what });
  }
  return changes;
}
