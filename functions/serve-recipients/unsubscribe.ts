// The unsubscribe page: what the reader gets and why, one button, and a way back. A GET or HEAD changes nothing.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ProgramCache } from '../../lib/application/program/program-cache.ts';
import {
  type RecipientPorts,
  resubscribe,
  type Standing,
  standingOf,
  unsubscribe,
} from '../../lib/application/receipts/serve-recipients.ts';
import { channels } from '../../lib/channels/channels.ts';
import { type Language, languageOf } from '../../lib/domain/language.ts';
import { header, readBytes } from '../../lib/http/body.ts';
import type { Answer } from '../../lib/http/stack.ts';
import type { TraceId } from '../../schemas/primitives.ts';
import type { RecipientTokenOf } from '../../schemas/recipient-token.ts';
import { type Act, POSTS, page } from './page.ts';
import { type About, words } from './words.ts';

export interface UnsubscribePorts extends RecipientPorts {
  /** Names the sender and purpose of the messages, if it can be read. */
  programs: Pick<ProgramCache, 'current'>;
  /** Called with failures that the recipient does not see. */
  onFailure: (what: string, error: unknown) => void;
}

type Link = RecipientTokenOf<'u'>;

/** What a page is made of besides its words. */
interface Reader {
  language: Language;
  about: About;
  standing: Standing | undefined;
}

export async function askToUnsubscribe(
  ports: UnsubscribePorts,
  link: Link,
  event: APIGatewayProxyEventV2,
): Promise<Answer> {
  const { language, about, standing } = await readerOf(ports, link, event);
  const { ask, already, unsubscribe: label, undo } = words[language];
  if (standing?.subscribed !== false)
    return page({ status: 200, language, ...ask(about), button: { act: 'unsubscribe', label } });
  const button = standing.canUndo ? { button: { act: 'undo' as const, label: undo } } : {};
  return page({ status: 200, language, ...already(about), ...button });
}

export async function actOnPost(
  ports: UnsubscribePorts,
  link: Link,
  { event, trace }: { event: APIGatewayProxyEventV2; trace: TraceId },
): Promise<Answer> {
  const act = await actOf(event);
  if (act === 'unsubscribe') return switchOff(ports, link, { event, trace });
  const reader = await readerOf(ports, link, event);
  if (act === 'undo') return switchOn(ports, link, { reader, trace });
  const { language } = reader;
  const { unclear, unsubscribe: label } = words[language];
  return page({ status: 400, language, ...unclear, button: { act: 'unsubscribe', label } });
}

async function switchOff(
  ports: UnsubscribePorts,
  link: Link,
  { event, trace }: { event: APIGatewayProxyEventV2; trace: TraceId },
): Promise<Answer> {
  try {
    await unsubscribe(ports, link, trace);
  } catch (error) {
    ports.onFailure('unsubscribe', error);
    const language = languageOf(header(event, 'accept-language'), undefined);
    const { failed, unsubscribe: label } = words[language];
    return page({ status: 503, language, ...failed, button: { act: 'unsubscribe', label } });
  }
  const { language, about, standing } = await readerOf(ports, link, event);
  const { done, undo } = words[language];
  const { title, text } = done(about);
  if (!standing?.canUndo) return page({ status: 200, language, title, text: text.slice(0, 1) });
  return page({ status: 200, language, title, text, button: { act: 'undo', label: undo } });
}

async function switchOn(
  ports: UnsubscribePorts,
  link: Link,
  { reader, trace }: { reader: Reader; trace: TraceId },
): Promise<Answer> {
  const { language, about } = reader;
  const { again, notHere, failed, unsubscribe: label, undo } = words[language];
  try {
    // Without the profile the page must not claim a subscription: a failure to read it is reported.
    const standing = await standingOf(ports, link);
    if (!standing?.subscribed) {
      if (!standing?.canUndo) return page({ status: 409, language, ...notHere });
      await resubscribe(ports, link, { standing, trace });
    }
  } catch (error) {
    ports.onFailure('resubscribe', error);
    return page({ status: 503, language, ...failed, button: { act: 'undo', label: undo } });
  }
  return page({ status: 200, language, ...again(about), button: { act: 'unsubscribe', label } });
}

const FORM_BYTES_MAX = 10_240;

/** Undefined: not exactly what a button or a mail client posts. Mail clients use either encoding of forms. */
async function actOf(event: APIGatewayProxyEventV2): Promise<Act | undefined> {
  const type = header(event, 'content-type') ?? '';
  try {
    const bytes = readBytes(event, FORM_BYTES_MAX);
    const form = /^multipart\/form-data/i.test(type)
      ? await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
      : new URLSearchParams(bytes.toString().trim());
    const [field, another] = [...form];
    if (!field || another) return undefined;
    const acts = Object.keys(POSTS) as Act[];
    return acts.find((act) => POSTS[act][0] === field[0] && POSTS[act][1] === field[1]);
  } catch {
    return undefined;
  }
}

/**
 * The page says less where the program or the profile cannot be read, because a withdrawal must not depend on either.
 */
async function readerOf(ports: UnsubscribePorts, link: Link, event: APIGatewayProxyEventV2): Promise<Reader> {
  const failed = (what: string) => (error: unknown) => {
    ports.onFailure(what, error);
    return undefined;
  };
  const [current, standing] = await Promise.all([
    ports.programs.current().catch(failed('program')),
    standingOf(ports, link).catch(failed('profile')),
  ]);
  const language = languageOf(header(event, 'accept-language'), standing?.locale);
  const program = current?.program;
  const journey = link.j === undefined ? undefined : program?.journeys[link.j];
  return {
    language,
    standing,
    about: {
      messages: channels[link.c].words[language],
      company: program?.name ?? program?.sender?.name,
      purpose: program?.purposes[link.m]?.description,
      address: standing?.address,
      reason: journey?.description,
    },
  };
}
