// The pages a recipient sees: plain HTML that works without scripts, for screen readers, on a phone and in print.
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../lib/channels/email/links.ts';
import type { Answer } from '../../lib/http/stack.ts';

const STYLE = `:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:12vh auto 0;padding:0 1.25rem}
h1{font-size:1.5rem}
button{font:inherit;padding:.75rem 1.5rem;min-height:44px;border:2px solid;border-radius:.5rem;cursor:pointer}
button:focus-visible{outline:3px solid;outline-offset:3px}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of every response: the token in the path must not be cached, leaked to other sites or framed. */
export const PRIVATE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

export interface Page {
  status: number;
  title: string;
  text: readonly string[];
  /** Label of the only button, which posts to the page's own address as a mail client would. */
  button?: string;
}

export function page({ status, title, text, button }: Page): Answer {
  const form = button
    ? `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${escapeHtml(button)}</button></form>`
    : '';
  const paragraphs = text.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return {
    statusCode: status,
    headers: {
      ...PRIVATE,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1${button ? '' : ' role="status"'}>${escapeHtml(title)}</h1>
${paragraphs}
${form}
</main>
</body>
</html>
`,
  };
}
