// The text part of an e-mail, made from its HTML: what a screen shows, line by line, and where its links lead.
import { Parser } from 'htmlparser2';
import { webAddress } from '../web-address.ts';

const UNSEEN = new Set(['head', 'script', 'style', 'template', 'title']);
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre'.split(' '));
const LINES = new Set('div tr li section article header footer main address figure center'.split(' '));
const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all/i;
/** Invisible characters that pad a preheader. */
const FILLING = /\u00ad|\u034f|\u200b|\u2060|\ufeff/g;
/** The field's own limit. */
const CHARS_MAX = 100_000;

/** Undefined: nothing in it can be read as text. */
export function plainText(html: string): string | undefined {
  const writer = new Writer();
  const parser = new Parser({
    onopentag: (name, attributes) => writer.open(name, attributes),
    ontext: (text) => writer.text(text),
    onclosetag: (name) => writer.close(name),
  });
  parser.end(html);
  return writer.out.trim().slice(0, CHARS_MAX).trim() || undefined;
}

class Writer {
  out = '';
  /** Line breaks and a blank that are due before the next text. */
  private breaks = 0;
  private blank = false;
  private afterLink = false;
  /** How deep it is inside an element that is not shown. */
  private unseen = 0;
  private readonly links: { url: string; from: number }[] = [];
  /** Of each list around here the number of its last item; undefined: not numbered. */
  private readonly lists: (number | undefined)[] = [];

  open(name: string, attributes: Record<string, string>): void {
    if (this.unseen || UNSEEN.has(name) || HIDDEN.test(attributes['style'] ?? '')) {
      this.unseen += 1;
      return;
    }
    this.breakAt(name);
    if (name === 'br') this.breaks = Math.min(2, this.breaks + 1);
    else if (name === 'hr') this.line('---');
    else if (name === 'img') this.text(attributes['alt'] ?? '');
    else if (name === 'td' || name === 'th') this.blank = true;
    else if (name === 'a')
      this.links.push({ url: addressOf(attributes['href'] ?? ''), from: this.out.length });
    else if (name === 'ul' || name === 'ol') this.lists.push(name === 'ol' ? 0 : undefined);
    else if (name === 'li') this.item();
  }

  text(text: string): void {
    if (this.unseen) return;
    const words = text.replace(FILLING, '').replace(/\s+/g, ' ');
    if (words.trim() === '') {
      if (words) this.blank = true;
      return;
    }
    this.write(words.trim(), words.startsWith(' '));
    this.blank = words.endsWith(' ');
  }

  close(name: string): void {
    if (this.unseen) {
      this.unseen -= 1;
      return;
    }
    if (name === 'a') this.endLink();
    if (name === 'ul' || name === 'ol') this.lists.pop();
    this.breakAt(name);
  }

  private write(text: string, blankBefore: boolean): void {
    if (this.out && this.breaks) this.out += '\n'.repeat(this.breaks);
    else if (this.out && (this.blank || blankBefore) && !/\s$/.test(this.out)) this.out += ' ';
    else if (this.afterLink && /^[\p{L}\p{N}(]/u.test(text)) this.out += ' ';
    this.breaks = 0;
    this.afterLink = false;
    this.out += text;
  }

  private breakAt(name: string): void {
    const breaks = PARAGRAPHS.has(name) ? 2 : LINES.has(name) ? 1 : 0;
    this.breaks = Math.max(this.breaks, breaks);
  }

  private line(text: string): void {
    this.breaks = 2;
    this.write(text, false);
    this.breaks = 2;
  }

  private item(): void {
    const number = this.lists.pop();
    this.lists.push(number === undefined ? undefined : number + 1);
    this.write(number === undefined ? '- ' : `${number + 1}. `, false);
  }

  private endLink(): void {
    const { url = '', from = 0 } = this.links.pop() ?? {};
    const shown = this.out.slice(from).trim();
    if (!url || shown === url || shown === url.replace(/\/$/, '')) return;
    this.write(shown ? `(${url})` : url, true);
    this.afterLink = true;
  }
}

/** What a reader could type or press; nothing for a link within the message. */
function addressOf(href: string): string {
  const mailOrPhone = /^\s*(?:mailto|tel|sms):([^?]+)/i.exec(href)?.[1];
  return webAddress(href) ?? mailOrPhone ?? '';
}
