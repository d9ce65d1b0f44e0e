// The live program, for routes that need one.
import { problem } from '../../lib/http/problem.ts';
import type { Program } from '../../schemas/program.ts';

export interface LivePorts {
  /** The live program; undefined before the first publish. */
  program(): Promise<Program | undefined>;
}

/** Throws a 404 before the first publish. */
export async function live(ports: LivePorts): Promise<Program> {
  const program = await ports.program();
  if (!program) throw problem(404, { detail: 'No program was published yet.' });
  return program;
}
