// A person's profile, history and the reasons for their messages: found by any identifier, sealed values masked.
import {
  findProfile,
  masked,
  type ProfilePorts,
  showProfile,
  time,
} from '../../lib/application/profiles/profile-view.ts';
import { type Cursor, type Past, timeline } from '../../lib/application/profiles/timeline.ts';
import { type WhyPorts, why } from '../../lib/application/profiles/why.ts';
import { inWords } from '../../lib/application/profiles/words.ts';
import type { Recipient } from '../../lib/application/recipient.ts';
import { type LiftPorts, liftSuppression } from '../../lib/application/suppression/lift-suppression.ts';
import { withReadableOperands } from '../../lib/domain/condition/sealed-operand.ts';
import { problem } from '../../lib/http/problem.ts';
import type { profileRoutes, TimelineItem } from '../../schemas/api/profiles.ts';
import { missing } from './missing.ts';
import type { Handlers } from './route.ts';

export type ProfileHandlersPorts = ProfilePorts & WhyPorts & LiftPorts;

export function profileHandlers(ports: ProfileHandlersPorts): Handlers<typeof profileRoutes> {
  const find = async (address: string): Promise<Recipient> => {
    for (const spelling of spellings(address)) {
      const found = await findProfile(ports, spelling);
      if (found) return found;
    }
    throw problem(404, { detail: 'Nothing is stored under this address.' });
  };
  return {
    'GET /v1/profiles/{address}': async ({ path }) => showProfile(ports, await find(path.address)),
    'GET /v1/profiles/{address}/timeline': async ({ path, query }) => {
      const recipient = await find(path.address);
      const { masks = {} } = (await ports.live()) ?? {};
      const chapter = await timeline(ports.profiles, recipient, query.limit, readCursor(query.cursor));
      return {
        profile: recipient.id,
        items: chapter.entries.map(({ profile, entry }) =>
          show({ profile, entry: withReadableOperands(entry, masks) }, recipient),
        ),
        ...(chapter.cursor && { cursor: `${chapter.cursor.t}.${chapter.cursor.left}` }),
      };
    },
    'GET /v1/profiles/{address}/why': async ({ path, query: { journey } }) => {
      const answer = await why(ports, await find(path.address), journey);
      // A journey of the program has a rule, and one that was removed may have decided something.
      if (journey !== undefined && answer.journeys.every(({ rule, decisions }) => !rule && !decisions.length))
        throw missing((await ports.live())?.program, { kind: 'journeys', id: journey, pointer: '/journey' });
      return answer;
    },
    'POST /v1/profiles/{address}/suppressions/lift': async ({ path, body, principal, trace }) => {
      const recipient = await find(path.address);
      const lifted = await liftSuppression(ports, recipient, { ...body, by: principal.id, trace });
      if (lifted.status === 'lifted') return { profile: recipient.id, lifted: lifted.addresses };
      throw problem(409, { detail: NOT_LIFTED[lifted.status], pointer: '/what' });
    },
  };
}

const NOT_LIFTED = {
  nothing: 'No present address of this channel is suppressed for that.',
  complained: 'A complaint is lifted only after the person has given consent on this channel again.',
};

/** An entry with its milliseconds converted to ISO 8601. */
function show({ profile, entry }: Past, recipient: Recipient): TimelineItem {
  const own = profile === recipient.id ? {} : { profile };
  const common = { at: time(entry.t), text: inWords(entry), ...own };
  if (entry.type === 'event') {
    const { t: _, event, ...data } = entry;
    const { occurredAt, acceptedAt, clientAt } = event;
    const times = { occurredAt: time(occurredAt), acceptedAt: time(acceptedAt) };
    return {
      ...common,
      ...data,
      event: { ...masked(event), ...times, clientAt: clientAt === null ? null : time(clientAt) },
    };
  }
  if (entry.type === 'journey' && entry.what === 'waits') {
    const { t: _, until, ...data } = entry;
    return { ...common, ...masked(data), until: time(until) };
  }
  const { t: _, ...data } = entry;
  return { ...common, ...masked(data) };
}

/** As it stands, and for addresses that a gateway would take apart (`/`, `?`): as encoded twice. */
function spellings(address: string): string[] {
  try {
    return [...new Set([address, decodeURIComponent(address)])];
  } catch {
    return [address];
  }
}

function readCursor(cursor: string | undefined): Cursor | undefined {
  const [t, left] = cursor?.split('.').map(Number) ?? [];
  return t === undefined || left === undefined ? undefined : { t, left };
}
