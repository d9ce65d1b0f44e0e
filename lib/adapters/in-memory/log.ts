// The log in memory: the lines as they were written, for tests to look at.
import type { Log, WriteLine } from '../../ports/log.ts';

export interface Line {
  level: keyof Log;
  message: string;
  fields: NonNullable<Parameters<WriteLine>[1]>;
}

export function inMemoryLog(): Log & { lines: Line[] } {
  const lines: Line[] = [];
  const writer =
    (level: Line['level']): WriteLine =>
    (message, fields = {}) =>
      void lines.push({ level, message, fields });
  return {
    lines,
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  };
}
