// I4: no call of a provider without a yes that counts, nor after a no that the sender could know: one whose BLOCK stood, or that
// STATE had taken in, before the sender's invocation began.
import { counts } from '../../lib/domain/consent/consent.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { type Accepted, type Call, type Evidence, knowing, type Told } from './evidence.ts';
import { historyOf } from './judge-history.ts';
import { PRICES } from './programs.ts';

interface Word {
  given: boolean;
  /** Its own time, and its place in the order of acceptance. */
  at: number;
  acceptedAt: number;
  index: number;
}

/** Clocks of two processes differ by less. */
const SKEW_MS = 1_000;

export function* judgeConsent(evidence: Evidence): Generator<string> {
  const profileOf = new Map<string, ProfileId>();
  for (const { effects } of evidence.commits)
    for (const effect of effects)
      if (effect.type === 'send') profileOf.set(effect.request.sendId, effect.request.profile);
  for (const call of evidence.calls) {
    const profile = profileOf.get(call.sendId);
    if (!profile) continue;
    const chain = chainAt(evidence, profile, call.since);
    const words = wordsFor(evidence, call, chain);
    const nos: Word[] = [...words.filter(({ given, known }) => !given && known), ...stopsOf(evidence, call)];
    const counts = words.some((yes) => yes.given && nos.every((no) => beats(yes, no)));
    if (!counts)
      yield `I4 ${call.sendId} called ${call.channel} of ${chain.join('>')} without a yes that counts`;
  }
}

/** A bounce or complaint speaks of the address: nothing is sent there once it was recorded. */
export function* judgeAddresses(evidence: Evidence): Generator<string> {
  const addresses = new Map(
    evidence.sends.map((record) => [record.sendId, 'address' in record ? record.address : undefined]),
  );
  for (const fault of evidence.faults) {
    const address = addresses.get(fault.sendId);
    const channel = evidence.sends.find(({ sendId }) => sendId === fault.sendId)?.channel;
    if (!address) continue;
    for (const call of evidence.calls)
      if (call.since > fault.at && call.channel === channel && addresses.get(call.sendId) === address)
        yield `I4 ${call.sendId} called an address that ${fault.sendId} had shown to be bad`;
  }
}

/** Whoever pressed the link is told that it is done when BLOCK stands. */
export function* judgeSwitchedOff({ switchedOff, accepted, blocked }: Evidence): Generator<string> {
  for (const { at, id } of switchedOff) {
    const stands = accepted
      .get(id)
      ?.tries.some((no) => blocked.some((block) => block.acceptedAt === no.acceptedAt && block.at <= at));
    if (!stands) yield `I4 ${id} was answered before its BLOCK stood`;
  }
}

/** STATE never counts a yes that a no in the person's history beats. */
export function* judgeFinalConsent(evidence: Evidence): Generator<string> {
  for (const { id, state } of evidence.profiles.values()) {
    if (state.redirect) continue;
    const history = historyOf(evidence, id);
    for (const channel of Object.keys(PRICES)) {
      if (!counts(state.consent.marketing?.[channel])) continue;
      const words = history.flatMap((entry) => (entry.type === 'event' ? wordOf(entry.event, channel) : []));
      const nos = words.filter(({ given }) => !given);
      if (!words.some((yes) => yes.given && nos.every((no) => beats(yes, no))))
        yield `I4 ${id} counts a yes for ${channel} that a no beats`;
    }
  }
}

function wordOf(event: Omit<EventMessage, 'type'>, channel: string): Word[] {
  const { channels, purpose } = event.properties;
  if (!event.name.startsWith('Consent ') || purpose !== 'marketing') return [];
  if (Array.isArray(channels) && !channels.includes(channel)) return [];
  const { occurredAt: at, acceptedAt, index } = event;
  return [{ given: event.name === 'Consent Given', at, acceptedAt, index }];
}

const beats = (yes: Word, no: Word): boolean =>
  yes.at > no.at &&
  (yes.acceptedAt > no.acceptedAt || (yes.acceptedAt === no.acceptedAt && yes.index > no.index));

/** A STOP that was recorded before the sender looked: a no at that time, from whoever has the number. */
function stopsOf({ stopped }: Evidence, { to, since }: Call): Word[] {
  return stopped
    .filter((stop) => to !== undefined && stop.to === to && stop.at < since)
    .map(({ acceptedAt }) => ({ given: false, at: acceptedAt, acceptedAt, index: 0 }));
}

/** The profile and all that had become part of it by then, and where it leads. */
function chainAt(evidence: Evidence, profile: ProfileId, at: number): ProfileId[] {
  const redirects = new Map<ProfileId, ProfileId>();
  for (const { at: when, profile: from, redirect } of evidence.commits)
    if (redirect && when < at) redirects.set(from, redirect);
  const survivor = redirects.get(profile) ?? profile;
  return [survivor, ...[...redirects].filter(([, to]) => to === survivor).map(([from]) => from)];
}

/** `known`: a no that the sender could not miss. A yes counts from its acceptance. */
function wordsFor(
  evidence: Evidence,
  call: Call,
  chain: readonly ProfileId[],
): (Word & { known: boolean })[] {
  const words: (Word & { known: boolean })[] = [];
  for (const accepted of evidence.accepted.values()) {
    if (!chain.includes(accepted.mailbox) || !speaksOf(accepted, call.channel)) continue;
    for (const message of accepted.tries) {
      if (message.acceptedAt > call.at + SKEW_MS) continue;
      const { occurredAt: at, acceptedAt, index, name } = message;
      const given = name === 'Consent Given';
      const known = given || isKnown(evidence, message, call, chain);
      words.push({ given, at, acceptedAt, index, known });
    }
  }
  return words;
}

function speaksOf({ tries, poison }: Accepted, channel: string): boolean {
  const [message] = tries;
  if (!message || poison || !message.name.startsWith('Consent ')) return false;
  const { channels } = message.properties;
  return !Array.isArray(channels) || channels.includes(channel);
}

function isKnown(evidence: Evidence, message: Told, call: Call, chain: readonly ProfileId[]): boolean {
  const told = knowing(message);
  const taken = evidence.commits.some(
    ({ profile, at, knows }) => profile === chain[0] && at < call.since && knows.includes(told),
  );
  if (taken) return true;
  return evidence.blocked.some(
    (block) =>
      block.at < call.since &&
      block.channel === call.channel &&
      block.acceptedAt === message.acceptedAt &&
      chain.includes(block.profile),
  );
}
