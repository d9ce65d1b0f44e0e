// A person's profile, history and the reasons of what they got: found by any identifier, sealed values masked.
import * as z from 'zod';
import {
  findProfile,
  masked,
  type ProfilePorts,
  showProfile,
  time,
} from '../../lib/application/profiles/profile-view.ts';
import { type Cursor, type Past, timeline } from '../../lib/application/profiles/timeline.ts';
import { why } from '../../lib/application/profiles/why.ts';
import { inWords } from '../../lib/application/profiles/words.ts';
import type { Recipient } from '../../lib/application/recipient.ts';
import type { HistoryEntry } from '../../lib/domain/profile/history.ts';
import { problem } from '../../lib/http/problem.ts';
import { pageLimit } from '../../schemas/primitives.ts';
import type { Program } from '../../schemas/program.ts';
import { type OperatorRoute, route } from './route.ts';

const Time = z.iso.datetime();
const Profile = z.looseObject({
  id: z.string(),
  createdAt: Time,
  updatedAt: Time,
  traits: z.record(z.string(), z.json()),
  consent: z.array(z.looseObject({ purpose: z.string(), channel: z.string(), given: z.boolean() })),
  journeys: z.array(z.looseObject({ journey: z.string(), phase: z.string() })),
});
const Timeline = z.object({
  profile: z.string(),
  items: z.array(z.looseObject({ at: Time, type: z.string(), text: z.string() })),
  cursor: z.string().optional(),
});
const Why = z.object({
  profile: z.string(),
  journeys: z.array(
    z.looseObject({
      journey: z.string(),
      rule: z.string().optional(),
      text: z.string().optional(),
      decisions: z.array(z.looseObject({ at: Time, text: z.string(), what: z.string() })),
    }),
  ),
  complete: z.boolean(),
});
const TimelineQuery = z.object({
  limit: pageLimit(500),
  cursor: z
    .string()
    .regex(/^\d{1,15}\.\d{1,9}$/, 'is not one that this route gave')
    .optional(),
});
const WhyQuery = z.object({ journey: z.string().max(64).optional() });

export interface ProfileRoutesPorts extends ProfilePorts {
  /** The live program; undefined before the first publish. */
  program(): Promise<Program | undefined>;
}

export function profileRoutes(ports: ProfileRoutesPorts): OperatorRoute[] {
  const key = 'GET /v1/profiles/{address}';
  const find = async (path: Readonly<Record<string, string>>): Promise<Recipient> => {
    const found = await findProfile(ports, path['address'] ?? '');
    if (!found) throw problem(404, { detail: 'Nothing is stored under this address.' });
    return found;
  };
  return [
    route({ key, duty: 'read', summary: 'A profile, by any identifier', answer: Profile }, async ({ path }) =>
      showProfile(ports, await find(path)),
    ),
    route(
      {
        key: `${key}/timeline`,
        duty: 'read',
        summary: 'What happened to a profile, newest first',
        query: TimelineQuery,
        answer: Timeline,
      },
      async ({ path, query }) => {
        const recipient = await find(path);
        const chapter = await timeline(ports.profiles, recipient, query.limit, readCursor(query.cursor));
        return {
          profile: recipient.id,
          items: chapter.entries.map((one) => show(one, recipient)),
          ...(chapter.cursor && { cursor: `${chapter.cursor.t}.${chapter.cursor.left}` }),
        };
      },
    ),
    route(
      {
        key: `${key}/why`,
        duty: 'read',
        summary: 'Why a person got a message, or did not',
        query: WhyQuery,
        answer: Why,
      },
      async ({ path, query }) => why(ports.profiles, await ports.program(), await find(path), query.journey),
    ),
  ];
}

function show({ profile, entry }: Past, recipient: Recipient): object {
  const { t, type, ...data } = entry;
  const own = profile === recipient.id ? {} : { profile };
  return { at: time(t), type, text: inWords(entry), ...own, ...(masked(data) as object), ...timesOf(entry) };
}

/** What an entry keeps in milliseconds, as ISO 8601. */
function timesOf(entry: HistoryEntry): object {
  if (entry.type === 'journey' && entry.what === 'waits') return { until: time(entry.until) };
  if (entry.type !== 'event') return {};
  const { occurredAt, acceptedAt, clientAt } = entry.event;
  const times = { occurredAt: time(occurredAt), acceptedAt: time(acceptedAt) };
  return {
    event: {
      ...(masked(entry.event) as object),
      ...times,
      clientAt: clientAt === null ? null : time(clientAt),
    },
  };
}

function readCursor(cursor: string | undefined): Cursor | undefined {
  const [t, left] = cursor?.split('.').map(Number) ?? [];
  return t === undefined || left === undefined ? undefined : { t, left };
}
