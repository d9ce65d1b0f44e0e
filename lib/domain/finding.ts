// A finding: what is wrong in a program, where, and what would be right.
export interface Finding {
  /** Path in the program's directory, such as journeys/welcome.json. */
  file: string;
  /** RFC 6901 JSON Pointer into that file. */
  pointer: string;
  detail: string;
}

/** RFC 6901: `~` and `/` escaped. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
