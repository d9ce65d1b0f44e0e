// Turns a decision into a message ready for a provider: opened, rendered, its links signed, its price known (I9: none
// of it is stored).

import type { SendRequest } from '../../../schemas/effects.ts';
import type { WrappedKeys } from '../../../schemas/mailbox.ts';
import type { Json, JsonObject, Money, SendChannel } from '../../../schemas/primitives.ts';
import type { Program } from '../../../schemas/program.ts';
import type { Contents } from '../../../schemas/template-fields.ts';
import { type Address, sealedAddress } from '../../channels/addresses.ts';
import type { Composing } from '../../channels/channel-module.ts';
import { channels, type Messages } from '../../channels/channels.ts';
import { TemplateError } from '../../domain/message/liquid.ts';
import { priceOf, unitPrice } from '../../domain/message/price.ts';
import type { Refusal } from '../../domain/message/refusal.ts';
import { type Rendered, render, type Scope } from '../../domain/message/render.ts';
import { isSealed } from '../../domain/sealing/sealed.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import { Erased, type Vault } from '../../ports/vault.ts';
import type { Recipient } from '../recipient.ts';

export type Outgoing = { [C in SendChannel]: { channel: C; message: Messages[C] } }[SendChannel];

export interface Composed {
  outgoing: Outgoing;
  cost: Money;
  unit: Money;
}

export interface ComposeTools {
  vault: Vault;
  keys: KeyStore;
  /** Without a trailing slash. */
  linkBaseUrl: string;
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
    const unsubscribe = await linkOf(tools, input, 'u');
    const scope: Scope = {
      profile: { ...profile, id: input.recipient.id },
      event: { name: request.event.name, properties },
      links: { unsubscribe },
      program: { name: program.name ?? program.sender?.name ?? '', sender: program.sender ?? null },
    };
    const rendered = render(template, scope, { zone: input.zone, now: input.now });
    const unit = unitPrice(program.channels[request.channel], program.currency);
    const outgoing = await outgoingOf(tools, input, rendered, { to, unsubscribe, unit });
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

async function outgoingOf(
  tools: ComposeTools,
  input: ComposeInput,
  rendered: Rendered,
  { to, unsubscribe, unit }: { to: string; unsubscribe: string; unit: Money },
): Promise<Outgoing> {
  const { request, address, program, now } = input;
  const { sendId, trace } = request;
  const message = await messageOf(rendered.channel, rendered, {
    to,
    address,
    ids: { sendId, ...(trace === undefined ? {} : { trace }) },
    program,
    unit,
    now,
    links: {
      base: tools.linkBaseUrl,
      unsubscribe,
      click: (url) => linkOf(tools, input, 'c', url),
      open: () => linkOf(tools, input, 'o'),
    },
  });
  return { channel: rendered.channel, message } as Outgoing;
}

const messageOf = <C extends SendChannel>(channel: C, content: Contents[C], composing: Composing) =>
  channels[channel].message(content, composing);

/**
 * A signed token contains everything its route needs. The URL of a click is signed too, so nobody can redirect our link
 * elsewhere.
 */
async function linkOf(
  tools: ComposeTools,
  input: ComposeInput,
  kind: 'u' | 'c' | 'o',
  url?: string,
): Promise<string> {
  const { sendId, channel, purpose, journey, step } = input.request;
  const about = { k: kind, p: input.recipient.id, s: sendId, c: channel, m: purpose };
  // An unsubscribe needs no more, and the link stays short enough for an SMS.
  const counted = kind === 'u' ? {} : { j: journey, t: step, ...(url ? { u: url } : {}) };
  const token = await tools.vault.signToken({ ...about, ...counted });
  return `${tools.linkBaseUrl}/${kind}/${token}`;
}
