// What recipients' pages say, in each language.
import type { Language } from '../../lib/domain/language.ts';

/** What the messages are: their channel, who sends them and what for. Only the channel is always known. */
export interface About {
  messages: string;
  company: string | undefined;
  purpose: string | undefined;
  /** Masked. */
  address: string | undefined;
  /** The company's own words for the journey that sent the message. */
  reason: string | undefined;
}

interface Saying {
  title: string;
  text: string[];
}

export interface Words {
  unsubscribe: string;
  undo: string;
  /** The page of someone who gets these messages. */
  ask(about: About): Saying;
  done(about: About): Saying;
  already(about: About): Saying;
  again(about: About): Saying;
  /** A request that says neither what the button nor what a mail client says. */
  unclear: Saying;
  failed: Saying;
  /** What was withdrawn on another way, and has to be given again there. */
  notHere: Saying;
  broken: Saying;
  ended: Saying;
}

/** Without what is not known. */
const lines = (...all: (string | false | undefined)[]): string[] =>
  all.filter((line) => typeof line === 'string');
const or = (text: string | undefined, words: (text: string) => string): string => (text ? words(text) : '');

const english = ({ messages, company, purpose, address }: About): string =>
  `${messages}${or(company, (name) => ` from ${name}`)}${or(purpose, (what) => ` (${what})`)}${or(address, (to) => ` at ${to}`)}`;
const german = ({ messages, company, purpose, address }: About): string =>
  `${messages}${or(company, (name) => ` von ${name}`)}${or(purpose, (what) => ` (${what})`)}${or(address, (to) => ` an ${to}`)}`;
const chinese = ({ messages, company, purpose, address }: About): string =>
  `${or(company, (name) => `“${name}”`)}${or(address, (to) => `发送到 ${to} `)}${company || address ? '的' : ''}${messages}${or(purpose, (what) => `（${what}）`)}`;

const en: Words = {
  unsubscribe: 'Unsubscribe',
  undo: 'Undo: subscribe me again',
  ask: (about) => ({
    title: 'Unsubscribe',
    text: lines(
      `You get ${english(about)}.`,
      about.reason && `Why you got this message: ${about.reason}`,
      'Press the button to get no more of them. It takes effect at once.',
    ),
  }),
  done: (about) => ({
    title: 'You are unsubscribed',
    text: [`You will get no more ${english(about)}.`, 'Was it a mistake? Then undo it here.'],
  }),
  already: (about) => ({
    title: 'You are unsubscribed',
    text: lines(
      `You have unsubscribed already: you get no ${english(about)}.`,
      about.reason && `Why you got this message: ${about.reason}`,
    ),
  }),
  again: (about) => ({ title: 'You are subscribed again', text: [`You get ${english(about)} as before.`] }),
  unclear: {
    title: 'Nothing was changed',
    text: ['The request did not say what to do. Please press the button.'],
  },
  failed: {
    title: 'That did not work yet',
    text: ['Something on our side did not answer. Please press the button again.'],
  },
  notHere: {
    title: 'Nothing was changed',
    text: [
      'This was unsubscribed in another way, such as a reply with STOP. Please subscribe again where you first did.',
    ],
  },
  broken: {
    title: 'This link does not work',
    text: ['It may have been cut off on its way. Please use the link in the message itself.'],
  },
  ended: {
    title: 'This link has ended',
    text: ['Links in our messages work for half a year. Please visit us directly.'],
  },
};

const de: Words = {
  unsubscribe: 'Abmelden',
  undo: 'Rückgängig: wieder anmelden',
  ask: (about) => ({
    title: 'Abmelden',
    text: lines(
      `Sie erhalten ${german(about)}.`,
      about.reason && `Warum Sie diese Nachricht erhalten haben: ${about.reason}`,
      'Mit dem Knopf erhalten Sie keine mehr davon. Das gilt sofort.',
    ),
  }),
  done: (about) => ({
    title: 'Sie sind abgemeldet',
    text: [
      `Sie erhalten keine ${german(about)} mehr.`,
      'War es ein Versehen? Dann machen Sie es hier rückgängig.',
    ],
  }),
  already: (about) => ({
    title: 'Sie sind abgemeldet',
    text: lines(
      `Sie haben sich schon abgemeldet: Sie erhalten keine ${german(about)}.`,
      about.reason && `Warum Sie diese Nachricht erhalten haben: ${about.reason}`,
    ),
  }),
  again: (about) => ({
    title: 'Sie sind wieder angemeldet',
    text: [`Sie erhalten ${german(about)} wie zuvor.`],
  }),
  unclear: {
    title: 'Nichts wurde geändert',
    text: ['Die Anfrage sagte nicht, was zu tun ist. Bitte drücken Sie den Knopf.'],
  },
  failed: {
    title: 'Das hat noch nicht geklappt',
    text: ['Auf unserer Seite kam keine Antwort. Bitte drücken Sie den Knopf noch einmal.'],
  },
  notHere: {
    title: 'Nichts wurde geändert',
    text: [
      'Die Abmeldung kam auf anderem Weg, etwa als Antwort mit STOP. Bitte melden Sie sich dort wieder an, wo Sie sich zuerst angemeldet haben.',
    ],
  },
  broken: {
    title: 'Dieser Link funktioniert nicht',
    text: ['Vielleicht wurde er unterwegs abgeschnitten. Bitte nutzen Sie den Link in der Nachricht selbst.'],
  },
  ended: {
    title: 'Dieser Link ist abgelaufen',
    text: ['Links in unseren Nachrichten gelten ein halbes Jahr. Bitte besuchen Sie uns direkt.'],
  },
};

const zh: Words = {
  unsubscribe: '退订',
  undo: '撤销：重新订阅',
  ask: (about) => ({
    title: '退订',
    text: lines(
      `您目前会收到${chinese(about)}。`,
      about.reason && `您收到此消息的原因：${about.reason}`,
      '点击按钮后将不再收到，立即生效。',
    ),
  }),
  done: (about) => ({
    title: '您已退订',
    text: [`您将不再收到${chinese(about)}。`, '如果是误操作，可以在此撤销。'],
  }),
  already: (about) => ({
    title: '您已退订',
    text: lines(
      `您此前已经退订，不会收到${chinese(about)}。`,
      about.reason && `您收到此消息的原因：${about.reason}`,
    ),
  }),
  again: (about) => ({ title: '您已重新订阅', text: [`您将照常收到${chinese(about)}。`] }),
  unclear: { title: '未做任何更改', text: ['请求没有说明要做什么，请点击按钮。'] },
  failed: { title: '暂未成功', text: ['我们的系统没有响应，请再点击一次按钮。'] },
  notHere: {
    title: '未做任何更改',
    text: ['此退订是通过其他方式（例如回复退订短信）提出的。如需恢复，请在当初订阅的地方重新订阅。'],
  },
  broken: { title: '此链接无效', text: ['链接可能不完整，请直接使用消息中的链接。'] },
  ended: { title: '此链接已过期', text: ['消息中的链接有效期为半年，请直接访问我们。'] },
};

export const words: Readonly<Record<Language, Words>> = { en, de, zh };
