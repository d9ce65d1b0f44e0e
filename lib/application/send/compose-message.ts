// Turns a decision into a message ready for a provider: opened, rendered, its links signed, its price known (I9: none
// of it is stored).

import type { SendRequest } from '../../../schemas/effects.ts';
import type { WrappedKeys } from '../../../schemas/mailbox.ts';
import type { Json, JsonObject, Money, SendChannel } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Contents } from '../../../schemas/template-fields.ts';
import { type Address, sealedAddress } from '../../channels/addresses.ts';
import type { Composing, Links } from '../../channels/channel-module.ts';
import { channels, type Messages } from '../../channels/channels.ts';
import { counted } from '../../channels/counted.ts';
import { TemplateError } from '../../domain/message/liquid.ts';
import { priceOf, unitPrice } from '../../domain/message/price.ts';
import type { Refusal } from '../../domain/message/refusal.ts';
import { type Rendered, render, type Scope } from '../../domain/message/render.ts';
import { isSealed } from '../../domain/sealing/sealed.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import { Erased, type Vault } from '../../ports/vault.ts';
import type { Recipient } from '../recipient.ts';
import { type LinkTools, recipientLinks } from './recipient-links.ts';

export type Outgoing = { [C in SendChannel]: { channel: C; message: Messages[C] } }[SendChannel];

export interface Composed {
  outgoing: Outgoing;
  cost: Money;
  unit: Money;
}

export interface ComposeTools extends LinkTools {
  vault: Vault;
  keys: KeyStore;
}

export interface ComposeInput {
  request: SendRequest;
  recipient: Recipient;
  address: Address;
  program: Program;
  zone: string;
  now: number;
}

/** `refused`: a reason that holds at every retry. Infrastructure errors are thrown. */
export async function composeMessage(
  tools: ComposeTools,
  input: ComposeInput,
): Promise<Composed | { refused: Refusal; detail?: string }> {
  const { request, program } = input;
  const template = program.templates[request.template];
  if (template?.channel !== request.channel)
    return { refused: 'template', detail: 'the program has no such template' };
  try {
    const { opened, profile, properties } = await openAll(tools, input);
    // An earlier release kept texts that are no address without saying so.
    const to = channels[request.channel].address.deliverable(opened);
    if (to === undefined) return { refused: 'no-address' };
    const links = await linksOf(tools, input);
    const scope: Scope = {
      profile: { ...profile, id: input.recipient.id },
      event: { name: request.event.name, properties },
      links: { unsubscribe: links.unsubscribe },
      program: { name: program.name ?? program.sender?.name ?? '', sender: program.sender ?? null },
    };
    const rendered = await withCounted(render(template, scope, { zone: input.zone, now: input.now }), links);
    const unit = unitPrice(program.channels[request.channel], program.currency);
    const outgoing = await outgoingOf(input, rendered, { to, links, unit });
    return { outgoing, cost: priceOf(rendered, unit), unit };
  } catch (error) {
    if (error instanceof Erased) return { refused: 'erased' };
    if (error instanceof TemplateError) return { refused: 'template', detail: error.message };
    throw error;
  }
}

/** Keys are read from every profile along the redirects, because a hand-over may still be under way. */
async function openAll(tools: ComposeTools, { request, recipient, address }: ComposeInput) {
  const sealed = sealedAddress(address);
  const wanted = new Set([sealed.$sealed.k]);
  collectKeys(recipient.state.traits, wanted);
  collectKeys(request.event.properties, wanted);
  const keys: WrappedKeys = {};
  for (const id of [...recipient.chain].reverse()) {
    const missing = [...wanted].filter((key) => keys[key] === undefined);
    if (missing.length) Object.assign(keys, await tools.keys.get(id, missing));
  }
  const open = (value: Json): Promise<Json> => openDeep(tools.vault, keys, value);
  return {
    opened: await tools.vault.open(sealed, keys),
    profile: (await open(recipient.state.traits)) as JsonObject,
    properties: (await open(request.event.properties)) as JsonObject,
  };
}

function collectKeys(value: Json, wanted: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isSealed(value)) wanted.add(value.$sealed.k);
  else for (const inner of Object.values(value)) collectKeys(inner, wanted);
}

async function openDeep(vault: Vault, keys: WrappedKeys, value: Json): Promise<Json> {
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return vault.open(value, keys);
  if (Array.isArray(value)) return Promise.all(value.map((inner) => openDeep(vault, keys, inner)));
  const opened: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) opened[name] = await openDeep(vault, keys, inner);
  return opened;
}

/** Opens are counted unless the program says otherwise. */
async function linksOf(tools: ComposeTools, input: ComposeInput): Promise<Links> {
  const links = await recipientLinks(tools, input);
  const { channel } = input.request;
  return input.program.channels[channel]?.opens === false ? { ...links, open: undefined } : links;
}

const withCounted = async (rendered: Rendered, links: Links): Promise<Rendered> =>
  ({ ...rendered, ...(await countedFields(rendered.channel, rendered, links)) }) as Rendered;

const countedFields = async <C extends SendChannel>(channel: C, content: Contents[C], links: Links) =>
  counted[channel]?.(content, links);

async function outgoingOf(
  { request, address, program, now }: ComposeInput,
  rendered: Rendered,
  { to, links, unit }: { to: string; links: Links; unit: Money },
): Promise<Outgoing> {
  const { sendId, trace } = request;
  const ids = { sendId, ...(trace === undefined ? {} : { trace }) };
  const composing = { to, address, ids, program, unit, now, links };
  return {
    channel: rendered.channel,
    message: await messageOf(rendered.channel, rendered, composing),
  } as Outgoing;
}

const messageOf = <C extends SendChannel>(channel: C, content: Contents[C], composing: Composing) =>
  channels[channel].message(content, composing);
