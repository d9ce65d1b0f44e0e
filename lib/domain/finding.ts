// A finding: what is wrong in a program, where, and what would be right.
import { redact } from './sealing/find-address.ts';

export interface Finding {
  /** Path in the program's directory, such as journeys/welcome.json. */
  file: string;
  /** RFC 6901 JSON Pointer into that file. */
  pointer: string;
  detail: string;
  /** Both from 1. Absent: the file came parsed, or the finding is about the whole file. */
  line?: number;
  column?: number;
}

/** A mistake refuses the program; a warning is about something that works, but hardly as it is meant. */
export type Weight = 'mistake' | 'warning';

/** RFC 6901: `~` and `/` escaped. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Into what somebody posted, whose names may hold an address (I9). */
export const pointerIntoCall = (...names: string[]): string => pointerOf(names.map(redact));

/** The parts of an RFC 6901 pointer. */
export const pathOfPointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Such as `journeys/welcome.json:9:14 /steps/mail/template: there is no templates/nope.json`. */
export function findingInWords({ file, pointer, detail, line, column }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return `${place}${pointer && ` ${pointer}`}: ${detail}`;
}
