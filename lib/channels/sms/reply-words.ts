/**
 * What a reply by SMS asks for. A person who wants no more messages writes it in any spelling: what is clearly that is
 * heard; what only mentions the word ("I cannot stop loving this shop") is not.
 *
 * Sources: the opt-out words of AWS End User Messaging and of carriers (CTIA), "reasonable means" of the TCPA's rule on
 * revocation, the customary words of other languages, and the replies that Chinese law requires every SMS to offer.
 */
import { visibleText } from '../../domain/sealing/visible-text.ts';

/** Words of the program, in addition to those here. */
export interface ReplyWords {
  stop: readonly string[];
  start: readonly string[];
}

export type Reply = 'stop' | 'start';

/** Ask for the end wherever they stand alone in a sentence or a line, whatever comes before or after. */
const STOP = words(`
  STOP, STOPALL, STOP ALL, UNSUBSCRIBE, UNSUB, REVOKE, OPTOUT, OPT OUT, OPT ME OUT, REMOVE ME, NO MORE TEXTS, NO MORE MESSAGES,
  STOPP, ABMELDEN, ABMELDUNG, ABBESTELLEN, AUSTRAGEN,
  ARRET, ARRETE, ARRETER, ARRETEZ, DESINSCRIRE, DESABONNER,
  BAJA, DAR DE BAJA, DARME DE BAJA, PARAR, DETENER, SAIR, DESCADASTRAR,
  DISISCRIVI, AFMELDEN, UITSCHRIJVEN, REZYGNUJE, WYPISZ,
  СТОП, ОТПИСАТЬСЯ, ОТПИСКА, ОТПИСАТЬ,
  TD, 退订, TD退订, 退訂, TD退訂, 拒收, 取消订阅, 取消訂閱, 停止, 配信停止
`);
/** Ask for the end only if the reply says nothing else: each is an ordinary word too. */
const STOP_ALONE = words('CANCEL, CANCELAR, END, QUIT, REMOVE, FIN, ENDE, PARE, ALTO, BASTA, IPTAL, RED');
/** "Refuse: answer R", in China only: anywhere else these are letters. */
const STOP_IN_CHINA = words('R, T, 回复R, 回复T, 回复TD');
const START = words('START, UNSTOP');

/** What may follow a word for stopping: "stop sending me these texts". */
const OBJECTS = new Set(
  `ALL ANY THE THESE THIS IT ME MY NOW SMS SMSES TEXT TEXTS TEXTING MESSAGE MESSAGES MESSAGING SENDING MSG MSGS PROMO PROMOS
  PROMOTIONS MARKETING ADS OFFERS SPAM SPAMMING CONTACTING FROM TO YOU FOR GOOD NUMBER AU MIR BITTE MEHR KEINE`.split(
    /\s+/,
  ),
);
/** Said around it, and no part of it. */
const COURTESIES = new Set(
  `PLEASE PLS PLZ THANK THANKS YOU THX TY HI HELLO HEY OK OKAY REPLY SORRY BITTE DANKE MERCI SVP GRACIAS POR FAVOR OBRIGADO
  OBRIGADA GRAZIE СПАСИБО ПОЖАЛУЙСТА 谢谢 請 请`.split(/\s+/),
);
/** Added by the phone, in the line after the reply. */
const SIGNATURE = /^(SENT|GET|GESENDET|VON MEINEM|ENVOYE|ENVIADO|INVIATO|ОТПРАВЛЕНО)(?= |$)/u;

const SENTENCE_ENDS = /[\n\r.!?;,:…。！？；，：]+/u;

/** Undefined: neither; a person has to read it. A reply that asks for both stops. */
export function readReply(body: string, fromNumber: string, program?: ReplyWords): Reply | undefined {
  const sentences = visibleText(body).split(SENTENCE_ENDS).map(tokens).filter(isSaid);
  if (sentences.length === 0) return undefined;
  const stop = new Set([...STOP, ...(program?.stop ?? []).map(phrase)]);
  if (sentences.some((sentence) => asksTo(sentence, stop))) return 'stop';
  if (sentences.length > 1) return undefined;
  const [only = []] = sentences;
  const alone = new Set(isOfChina(fromNumber) ? [...STOP_ALONE, ...STOP_IN_CHINA] : STOP_ALONE);
  if (asksTo(only, alone)) return 'stop';
  const start = new Set([...START, ...(program?.start ?? []).map(phrase)]);
  return start.has(only.join(' ')) ? 'start' : undefined;
}

const isOfChina = (number: string): boolean => /^\+?86/.test(number.replace(/[\s-]/g, ''));

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(',').map(phrase));
}

/** How a word or phrase is compared: without case, accents, punctuation and quotes. */
export function phrase(text: string): string {
  return tokens(visibleText(text)).join(' ');
}

function tokens(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}|[\u200c\u200d]/gu, '')
    .normalize('NFC')
    .toUpperCase();
  const found = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  // S T O P
  if (found.length > 1 && found.every((token) => [...token].length === 1)) return [found.join('')];
  // STOP STOP
  return found.filter((token, i) => token !== found[i - 1]);
}

/** False for what says nothing of its own: a thank-you, a signature, a row of dots. */
function isSaid(sentence: readonly string[]): boolean {
  return !sentence.every((token) => COURTESIES.has(token)) && !SIGNATURE.test(sentence.join(' '));
}

/** The phrase alone, or with courtesies before it and objects after it. */
function asksTo(sentence: readonly string[], phrases: ReadonlySet<string>): boolean {
  const from = sentence.findIndex((token) => !COURTESIES.has(token));
  const said = sentence.slice(Math.max(from, 0));
  return said.some(
    (_, i) =>
      phrases.has(said.slice(0, i + 1).join(' ')) &&
      said.slice(i + 1).every((rest) => OBJECTS.has(rest) || COURTESIES.has(rest) || /^\d+$/.test(rest)),
  );
}
