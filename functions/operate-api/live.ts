// The live program, for routes that need one.
import type { Program } from '../../schemas/program.ts';
import { unpublished } from './missing.ts';

export interface LivePorts {
  /** The live program; undefined before the first publish. */
  program(): Promise<Program | undefined>;
}

/** Throws a 404 before the first publish. */
export async function live(ports: LivePorts): Promise<Program> {
  const program = await ports.program();
  if (!program) throw unpublished();
  return program;
}
