// I4: no provider call without a consent that counts, or after a withdrawal that the sender could know: one whose
// suppression was stored, or that STATE had taken in, before the sender's invocation began.
import { counts } from '../../lib/domain/consent/consent.ts';
import type { EventMessage } from '../../schemas/mailbox.ts';
import type { ProfileId } from '../../schemas/primitives.ts';
import { type Accepted, type Call, type Evidence, eventKey, type PostedEvent } from './evidence.ts';
import { historyOf } from './judge-history.ts';
import { PRICES } from './programs.ts';

interface Statement {
  given: boolean;
  /** Its own time, and its position in the order of acceptance. */
  at: number;
  acceptedAt: number;
  index: number;
}

/** Clocks of two processes differ by less. */
const SKEW_MS = 1_000;

/** The profile that each send was decided for. */
export function profilesBySend({ commits }: Evidence): Map<string, ProfileId> {
  const profiles = new Map<string, ProfileId>();
  for (const { effects } of commits)
    for (const effect of effects)
      if (effect.type === 'send') profiles.set(effect.request.sendId, effect.request.profile);
  return profiles;
}

export function* judgeConsent(evidence: Evidence): Generator<string> {
  const profileOf = profilesBySend(evidence);
  for (const call of evidence.calls) {
    const profile = profileOf.get(call.sendId);
    if (!profile) continue;
    const chain = chainAt(evidence, profile, call.since);
    const statements = statementsFor(evidence, call, chain);
    const withdrawals: Statement[] = [
      ...statements.filter(({ given, known }) => !given && known),
      ...stopsOf(evidence, call),
    ];
    const counts = statements.some(
      (consent) => consent.given && withdrawals.every((withdrawal) => isLater(consent, withdrawal)),
    );
    if (!counts)
      yield `I4 ${call.sendId} called ${call.channel} of ${chain.join('>')} without a consent that counts`;
  }
}

/** A bounce or complaint concerns the address: nothing is sent there once it was recorded. */
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

/** A confirmed unsubscribe has its suppression in place. */
export function* judgeUnsubscribes({ unsubscribes, accepted, blocked }: Evidence): Generator<string> {
  for (const { at, id } of unsubscribes) {
    const stands = accepted
      .get(id)
      ?.tries.some((withdrawal) =>
        blocked.some((block) => block.acceptedAt === withdrawal.acceptedAt && block.at <= at),
      );
    if (!stands) yield `I4 ${id} was confirmed before its suppression was stored`;
  }
}

/** STATE never counts a consent that is not later than a withdrawal in the person's history. */
export function* judgeFinalConsent(evidence: Evidence): Generator<string> {
  for (const { id, state } of evidence.profiles.values()) {
    if (state.redirect) continue;
    const history = historyOf(evidence, id);
    for (const channel of Object.keys(PRICES)) {
      if (!counts(state.consent.marketing?.[channel])) continue;
      const statements = history.flatMap((entry) =>
        entry.type === 'event' ? statementsIn(entry.event, channel) : [],
      );
      const withdrawals = statements.filter(({ given }) => !given);
      if (
        !statements.some(
          (consent) => consent.given && withdrawals.every((withdrawal) => isLater(consent, withdrawal)),
        )
      )
        yield `I4 ${id} counts a consent for ${channel} that is not later than a withdrawal`;
    }
  }
}

function statementsIn(event: Omit<EventMessage, 'type'>, channel: string): Statement[] {
  const { channels, purpose } = event.properties;
  if (!event.name.startsWith('Consent ') || purpose !== 'marketing') return [];
  if (Array.isArray(channels) && !channels.includes(channel)) return [];
  const { occurredAt: at, acceptedAt, index } = event;
  return [{ given: event.name === 'Consent Given', at, acceptedAt, index }];
}

const isLater = (consent: Statement, withdrawal: Statement): boolean =>
  consent.at > withdrawal.at &&
  (consent.acceptedAt > withdrawal.acceptedAt ||
    (consent.acceptedAt === withdrawal.acceptedAt && consent.index > withdrawal.index));

/** A STOP recorded before the sender's invocation: a withdrawal at that time, for everyone with the number. */
function stopsOf({ stopped }: Evidence, { to, since }: Call): Statement[] {
  return stopped
    .filter((stop) => to !== undefined && stop.to === to && stop.at < since)
    .map(({ acceptedAt }) => ({ given: false, at: acceptedAt, acceptedAt, index: 0 }));
}

/** The profile, everything merged into it by then, and its survivor. */
function chainAt(evidence: Evidence, profile: ProfileId, at: number): ProfileId[] {
  const redirects = new Map<ProfileId, ProfileId>();
  for (const { at: when, profile: from, redirect } of evidence.commits)
    if (redirect && when < at) redirects.set(from, redirect);
  const survivor = redirects.get(profile) ?? profile;
  return [survivor, ...[...redirects].filter(([, to]) => to === survivor).map(([from]) => from)];
}

/** `known`: a withdrawal that the sender could not miss. A consent counts from its acceptance. */
function statementsFor(
  evidence: Evidence,
  call: Call,
  chain: readonly ProfileId[],
): (Statement & { known: boolean })[] {
  const statements: (Statement & { known: boolean })[] = [];
  for (const accepted of evidence.accepted.values()) {
    if (!chain.includes(accepted.mailbox) || !concerns(accepted, call.channel)) continue;
    for (const message of accepted.tries) {
      if (message.acceptedAt > call.at + SKEW_MS) continue;
      const { occurredAt: at, acceptedAt, index, name } = message;
      const given = name === 'Consent Given';
      const known = given || isKnown(evidence, message, call, chain);
      statements.push({ given, at, acceptedAt, index, known });
    }
  }
  // What was said without an id has the time of its acceptance; what a no without one binds is judged apart.
  for (const { mailbox, given, channels, refused, tries } of evidence.said) {
    if (!given || refused || !chain.includes(mailbox)) continue;
    if (!channels?.some((channel) => channel === call.channel)) continue;
    for (const at of tries) statements.push({ given, at, acceptedAt: at, index: 0, known: true });
  }
  return statements;
}

function concerns({ tries, poison }: Accepted, channel: string): boolean {
  const [message] = tries;
  if (!message || poison || !message.name.startsWith('Consent ')) return false;
  const { channels } = message.properties;
  return !Array.isArray(channels) || channels.includes(channel);
}

function isKnown(evidence: Evidence, message: PostedEvent, call: Call, chain: readonly ProfileId[]): boolean {
  const key = eventKey(message);
  const taken = evidence.commits.some(
    ({ profile, at, knows }) => profile === chain[0] && at < call.since && knows.includes(key),
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
