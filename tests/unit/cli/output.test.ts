// What commands print of texts that anybody may have posted.
import { expect, test } from 'vitest';
import { forTerminal } from '../../../cli/output.ts';

test('nothing that a terminal obeys is printed', () => {
  const posted = 'Viewed\u001b[2J\u009b1A\r\u0007\u202e gnp.exe\u2066';
  const printed = forTerminal(posted);
  expect(printed).toBe('Viewed\\u001b[2J\\u009b1A\\u000d\\u0007\\u202e gnp.exe\\u2066');
  expect(JSON.parse(forTerminal(JSON.stringify({ posted })))).toEqual({ posted });
});

test.each(['two\nlines\tand a tab', '退订, Übersicht, نامه‌ای, 👍🏽'])('%j is printed as it is', (text) => {
  expect(forTerminal(text)).toBe(text);
});
