// People say yes and no through systems that give no ids, say the same words again, and spell them in their own way. A
// saying records what was meant and when its client was told that it was taken; what the backend made of it does not
// matter.
import { type SendChannel, sendChannels } from '../../schemas/names.ts';
import type { JsonObject } from '../../schemas/primitives.ts';
import { untilDone } from './clients.ts';
import type { Dice } from './dice.ts';
import { intakeOf } from './door.ts';
import type { Said } from './evidence.ts';
import type { Address } from './people.ts';
import type { World } from './world.ts';

const CLIENT = { name: 'ingest-events', limitMs: 10_000, triesMax: 12, restMs: 5_000 };

interface Words {
  properties: JsonObject;
  /** Undefined: nobody can tell what is meant, so the door must say so. */
  means?: readonly SendChannel[];
}

const NOES: readonly Words[] = [
  { properties: { purpose: 'marketing', channels: ['email'] }, means: ['email'] },
  { properties: { purpose: 'marketing', channels: ['email'] }, means: ['email'] },
  { properties: { purpose: 'Marketing', channels: ['E-Mail', 'SMS'] }, means: ['email', 'sms'] },
  { properties: { Purpose: 'marketing', channel: 'Push' }, means: ['push'] },
  { properties: { purpose: 'marketing' }, means: sendChannels },
  { properties: { purpose: 'all', channels: ['text message'] }, means: ['sms'] },
  { properties: { purpose: 'marketing', channels: ['newsletter'] } },
  { properties: { purpose: 'marketing', channels: [] } },
  { properties: { purpose: 'offers', channels: ['email'] } },
  { properties: { purpose: 'marketing', medium: 'email' } },
];

const YESES: readonly Words[] = [
  { properties: { purpose: 'marketing', channels: ['email'] }, means: ['email'] },
  { properties: { purpose: 'MARKETING', channel: 'sms' }, means: ['sms'] },
  { properties: { purpose: 'marketing', chanels: ['email'] } },
];

const NAMES = {
  no: ['Consent Withdrawn', 'Consent Withdrawn', 'consent_withdrawn'],
  yes: ['Consent Given', 'consent given'],
};

/** A person says something once or more often in the same words, with anything between. */
export function say(world: World, dice: Dice, where: Address): void {
  const given = dice.chance(0.35);
  const { properties, means } = dice.pick(given ? YESES : NOES);
  const event = dice.pick(NAMES[given ? 'yes' : 'no']);
  const said: Said = { mailbox: where.profile, given, channels: means, tries: [] };
  world.said.push(said);
  const body = { ...where.says, event, properties };
  const take = async (instance: Parameters<typeof intakeOf>[1]) => {
    const intake = intakeOf(world, instance, (acceptedAt) => said.tries.push(acceptedAt));
    const answer = await intake.take({ trust: 'server', source: 'key', call: 'track', body });
    if (!answer.taken) throw new Error(`nothing was taken: ${answer.because}`);
    said.refused = answer.rejected.length > 0;
  };
  untilDone(world, CLIENT, take, () => {
    said.answeredAt = world.scheduler.now;
    world.scheduler.faults.saw(said.refused ? 'refused in other words' : 'said without an id');
  });
}
