// I4 against what was said: a no that its client was told is taken binds its person, and everybody with the address,
// whatever words it came in and however often it was said.
import type { ProfileId } from '../../schemas/primitives.ts';
import type { Call, Evidence, Said } from './evidence.ts';
import { eventKey } from './evidence.ts';
import { profilesBySend } from './judge-consent.ts';
import { historyOf, survivorOf } from './judge-history.ts';

type No = Said & { answeredAt: number; channels: NonNullable<Said['channels']> };

/** Nothing is taken without effect, and nothing that is clear is refused. */
export function* judgeAnswers({ said }: Evidence): Generator<string> {
  for (const { mailbox, given, channels, refused, answeredAt } of said) {
    if (answeredAt === undefined || refused === (channels === undefined)) continue;
    const what = `a ${given ? 'yes' : 'no'} of ${mailbox} at ${answeredAt}`;
    yield `I4 ${what} was ${refused ? 'clear and was refused' : 'unclear and was taken'}`;
  }
}

/** Every no that was taken is in its person's history: none is left out as a repeat. */
export function* judgeHeard(evidence: Evidence): Generator<string> {
  for (const no of takenNoes(evidence)) {
    const survivor = survivorOf(evidence, no.mailbox);
    const heard = historyOf(evidence, survivor).some(
      (entry) =>
        entry.type === 'event' &&
        entry.event.name === 'Consent Withdrawn' &&
        no.tries.includes(entry.event.acceptedAt),
    );
    if (!heard) yield `I4 a no of ${no.mailbox} at ${no.answeredAt} was taken and is nowhere`;
  }
}

/** No call after a no unless the called profile said yes after it. */
export function* judgeSaid(evidence: Evidence): Generator<string> {
  const profileOf = profilesBySend(evidence);
  for (const call of evidence.calls) {
    const profile = profileOf.get(call.sendId);
    if (!profile) continue;
    const person = survivorOf(evidence, profile);
    for (const no of takenNoes(evidence)) {
      if (no.answeredAt >= call.since || !no.channels.some((channel) => channel === call.channel)) continue;
      const own = evidence.profiles.has(no.mailbox) && leadsTo(evidence, no.mailbox, profile, call.since);
      if (!own && !sharesAddress(evidence, no, call)) continue;
      if (saidYes(evidence, person, call, Math.min(...no.tries))) continue;
      yield `I4 ${call.sendId} called ${call.channel} of ${profile} after ${no.mailbox} had said no at ${no.answeredAt}`;
    }
  }
}

function takenNoes({ said }: Evidence): No[] {
  return said.filter(
    (each): each is No =>
      !each.given && each.answeredAt !== undefined && each.channels !== undefined && !each.refused,
  );
}

/** Whether one of the two was the other by then. */
function leadsTo(evidence: Evidence, mailbox: ProfileId, profile: ProfileId, at: number): boolean {
  const redirects = new Map<ProfileId, ProfileId>();
  for (const { at: when, profile: from, redirect } of evidence.commits)
    if (redirect && when < at) redirects.set(from, redirect);
  const end = (id: ProfileId) => redirects.get(id) ?? id;
  return end(mailbox) === end(profile);
}

/** The profile that said no had the address of the call when it said so. */
function sharesAddress(evidence: Evidence, no: No, call: Call): boolean {
  const trait = { email: 'email', sms: 'phone', push: undefined }[call.channel];
  const record = evidence.sends.find(({ sendId }) => sendId === call.sendId);
  const address = record && 'address' in record ? record.address : undefined;
  const sealed = trait && evidence.profiles.get(no.mailbox)?.state.traits[trait];
  const own = sealed && (sealed as { $sealed?: { h: string } }).$sealed?.h;
  if (!address || own !== address) return false;
  const identified = new Set(
    [...evidence.accepted.values()].flatMap(({ tries }) =>
      tries.filter(({ name }) => name === 'identify').map(eventKey),
    ),
  );
  const before = Math.min(...no.tries);
  return evidence.commits.some(
    ({ profile, at, knows, redirect }) =>
      profile === no.mailbox && !redirect && at < before && knows.some((key) => identified.has(key)),
  );
}

/** Any yes of the person accepted after the no: whether it counts is judged elsewhere. */
function saidYes(evidence: Evidence, person: ProfileId, call: Call, after: number): boolean {
  const consents = [...evidence.accepted.values()].filter(
    ({ mailbox, tries: [first] }) =>
      survivorOf(evidence, mailbox) === person && first?.name === 'Consent Given',
  );
  const times = [
    ...consents.flatMap(({ tries }) => tries.map(({ acceptedAt }) => acceptedAt)),
    ...evidence.said
      .filter(({ given, mailbox }) => given && survivorOf(evidence, mailbox) === person)
      .flatMap(({ tries }) => tries),
  ];
  return times.some((at) => at >= after && at <= call.at + 1_000);
}
