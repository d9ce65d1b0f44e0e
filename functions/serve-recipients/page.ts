// The pages a recipient sees: plain HTML that works without scripts, for screen readers, on a phone and in print.
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../lib/channels/html.ts';
import type { Language } from '../../lib/domain/language.ts';
import type { Answer } from '../../lib/http/stack.ts';

const STYLE = `:root{color-scheme:light dark;font:1.125rem/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
body{max-width:34rem;margin:0 auto;padding:12vh 1.25rem 2rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 1rem}
p{margin:0 0 1rem}
button{font:inherit;font-weight:600;margin-top:.5rem;padding:.625rem 1.5rem;min-height:48px;color:#fff;background:#0b57d0;border:2px solid #0b57d0;border-radius:.5rem;cursor:pointer}
button.undo{color:inherit;background:transparent;border-color:currentColor}
button:focus-visible{outline:3px solid;outline-offset:3px}
@media print{button{display:none}}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of every response: the token in the path must not be cached, leaked to other sites or framed. */
export const PRIVATE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

/** What each button posts to the page's own address: the first, what a mail client posts (RFC 8058). */
export const POSTS = {
  unsubscribe: ['List-Unsubscribe', 'One-Click'],
  undo: ['Undo', 'Unsubscribe'],
} as const;
export type Act = keyof typeof POSTS;

export interface Page {
  status: number;
  language: Language;
  title: string;
  text: readonly string[];
  /** The only button. */
  button?: { act: Act; label: string };
}

export function page({ status, language, title, text, button }: Page): Answer {
  const paragraphs = text.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return {
    statusCode: status,
    headers: {
      ...PRIVATE,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${paragraphs}
${button ? formOf(button) : ''}
</main>
</body>
</html>
`,
  };
}

function formOf({ act, label }: NonNullable<Page['button']>): string {
  const [name, value] = POSTS[act];
  const look = act === 'undo' ? ' class="undo"' : '';
  return `<form method="post"><input type="hidden" name="${name}" value="${value}"><button type="submit"${look}>${escapeHtml(label)}</button></form>`;
}
