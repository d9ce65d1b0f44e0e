// The text of a file, in the encodings that editors write without being asked: UTF-8, and UTF-16 as Windows has it.
import { isUtf8 } from 'node:buffer';

/** The place is that of the first bytes that are not UTF-8. */
type Undecodable = { detail: string; line?: number; column?: number };

const LINE_FEED = 0x0a;

export function decode(bytes: Uint8Array): { text: string } | Undecodable {
  const utf16 = utf16Of(bytes);
  if (utf16 === undefined && !isUtf8(bytes)) return { detail: NOT_UTF8, ...firstWrong(bytes) };
  try {
    // Each decoder removes the byte order mark of its encoding.
    return { text: new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { detail: 'is not text in UTF-16, as its first bytes say; save it as UTF-8' };
  }
}

const NOT_UTF8 =
  'is not text in UTF-8 (perhaps in Latin-1, Windows-1252 or GB18030): umlauts and accents would arrive broken. Save it as UTF-8';

/** JSON begins with ASCII, so one of the first two bytes is zero even without a byte order mark. */
function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return 'utf-16be';
  return undefined;
}

function firstWrong(bytes: Uint8Array): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const text = bytes.subarray(start, end === -1 ? undefined : end);
    // No byte of a character in UTF-8 is a line feed, so each line can be looked at by itself.
    if (!isUtf8(text) || end === -1)
      return { line, column: new TextDecoder().decode(text).indexOf('\uFFFD') + 1 };
    line += 1;
    start = end + 1;
  }
}
