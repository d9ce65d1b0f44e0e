// Reads HTML as a browser does: attributes are parsed, never searched for in the text.
import { QuoteType, Tokenizer } from 'htmlparser2';

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The href of a link: its value with entities decoded, and where the value stands, quotes included. */
export interface Href {
  value: string;
  start: number;
  end: number;
}

const ignore = (): void => {};
/** Outlook reads what others take for a comment. */
const FOR_OUTLOOK = /^\[if\b[^\]]*\]>/i;

/** Of every `<a>` and `<area>`, in order. Of an attribute written twice the first counts. */
export function hrefsOf(html: string): Href[] {
  const found: Href[] = [];
  let tag = '';
  let name = '';
  let nameEnd = 0;
  let value = '';
  let seen = false;
  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase();
        seen = false;
      },
      onattribname(start, end) {
        name = html.slice(start, end).toLowerCase();
        nameEnd = end;
        value = '';
      },
      onattribdata(start, end) {
        value += html.slice(start, end);
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint);
      },
      onattribend(quote, end) {
        if (name !== 'href' || (tag !== 'a' && tag !== 'area') || seen) return;
        seen = true;
        if (quote !== QuoteType.NoValue) found.push({ value, start: valueStart(html, nameEnd), end });
      },
      oncomment(start, end, offset) {
        const comment = html.slice(start, end - offset);
        const condition = FOR_OUTLOOK.exec(comment)?.[0];
        if (condition === undefined) return;
        const from = start + condition.length;
        for (const href of hrefsOf(comment.slice(condition.length)))
          found.push({ value: href.value, start: href.start + from, end: href.end + from });
      },
      onopentagend: ignore,
      onselfclosingtag: ignore,
      onclosetag: ignore,
      ontext: ignore,
      ontextentity: ignore,
      oncdata: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return found;
}

function valueStart(html: string, nameEnd: number): number {
  const equals = /\s*=\s*/y;
  equals.lastIndex = nameEnd;
  return nameEnd + (equals.exec(html)?.[0].length ?? 0);
}
