// Lines for those who operate an installation: ids and reasons, never an address (I9).
import type { LogFields } from '../../schemas/log-line.ts';

export type WriteLine = (message: string, fields?: LogFields & { error?: unknown }) => void;

export interface Log {
  debug: WriteLine;
  info: WriteLine;
  warn: WriteLine;
  error: WriteLine;
}
