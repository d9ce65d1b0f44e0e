// I4, I6: the turn and the sender decide alike about the same person, channel and moment; BLOCK only makes the
// decision stricter.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressHash } from '../../lib/channels/addresses.ts';
import { addressesOf } from '../../lib/channels/channels.ts';
import { step } from '../../lib/domain/actor/step.ts';
import type { Block } from '../../lib/domain/consent/block.ts';
import type { ConsentMark } from '../../lib/domain/consent/consent.ts';
import { gates, judgeSend, whyUnreachable } from '../../lib/domain/message/gates/gates.ts';
import type { ProfileState } from '../../lib/domain/profile/state.ts';
import { type CompiledProgram, compileProgram } from '../../lib/domain/program/compile.ts';
import { Program } from '../../schemas/documents.ts';
import type { SendRequest } from '../../schemas/effects.ts';
import { perChannel, type SendChannel, sendChannels } from '../../schemas/names.ts';
import { sampleTemplate, withSampleTemplates } from '../support/sample-templates.ts';
import { event } from '../unit/domain/person.ts';
import { HOUR, makeWorld, PROFILE, program, requestOf, T0, type World } from '../unit/sending/world.ts';

Object.assign(program, withSampleTemplates(program));

/** A journey that begins with a message on this channel. */
function sending(channel: SendChannel): CompiledProgram {
  const mail = { send: channel, template: sampleTemplate(channel) };
  const cart = { id: 'cart', purpose: 'marketing', enter: { on: 'Cart' }, start: 'mail', steps: { mail } };
  return compileProgram(Program.parse({ ...program, journeys: { cart } }), 1);
}
const PROGRAMS = perChannel(sending);

const mark: fc.Arbitrary<ConsentMark> = fc
  .record({ back: fc.constantFrom(1, 2, 3), index: fc.nat(1) })
  .map(({ back, index }) => ({ at: T0 - back * HOUR, acceptedAt: T0 - back * HOUR, index }));
const consent = fc.record({ yes: mark, no: mark }, { requiredKeys: [] });

const persons = fc.record({
  channel: fc.constantFrom(...sendChannels),
  addressed: fc.boolean(),
  own: consent,
  toAll: fc.option(mark, { nil: undefined }),
  bounced: fc.boolean(),
  complained: fc.boolean(),
  timeZone: fc.constantFrom(undefined, 'no/zone', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai'),
  at: fc.nat(47).map((hours) => T0 + hours * HOUR),
});
type Made = typeof persons extends fc.Arbitrary<infer P> ? P : never;

const block: fc.Arbitrary<Block> = fc.record({
  channel: fc.constantFrom(...sendChannels),
  reason: fc.constantFrom('withdrawn', 'bounced', 'complained'),
  purpose: fc.constantFrom('*', 'marketing', 'news'),
  address: fc.constantFrom('own', 'another'),
  acceptedAt: fc.constantFrom(1, 2, 3).map((back) => T0 - back * HOUR),
  index: fc.nat(1),
});

/** The hash of the address that the world's person has on a channel. */
async function hashOf(world: World, channel: SendChannel): Promise<string> {
  const state = (await world.ports.profiles.read(PROFILE))?.state;
  const [address] = state ? addressesOf(state, channel) : [];
  if (!address) throw new Error(`the world's person has no address for ${channel}`);
  return addressHash(address);
}

/** Applies the generated state to the world's person; returns the state as stored. */
async function become(world: World, made: Made): Promise<ProfileState> {
  const { channel, addressed, own, toAll, bounced, complained, timeZone } = made;
  const hash = await hashOf(world, channel);
  await world.write((state) => {
    if (!addressed) {
      state.traits = {};
      state.devices = [];
    }
    state.consent = { marketing: { [channel]: own }, ...(toAll && { '*': { [channel]: { no: toAll } } }) };
    if (bounced) state.unreachable[channel] = hash;
    if (complained) state.complained.push(hash);
    state.timeZone = timeZone;
  });
  const stored = await world.ports.profiles.read(PROFILE);
  if (!stored) throw new Error('nothing is stored');
  return stored.state;
}

/** What the turn decides, and what it leaves to the sender. */
function decide(before: ProfileState, { channel, at }: Made) {
  const { state, effects, history } = step(
    PROGRAMS[channel],
    before,
    event('Cart', at, { properties: { name: 'Tea' } }),
    at,
  );
  const request = effects.find((effect) => effect.type === 'send')?.request;
  if (request) return { state, request, decision: { sends: true } };
  for (const entry of history) {
    if (entry.type !== 'journey') continue;
    if (entry.what === 'held') return { state, decision: { reason: entry.reason, until: undefined } };
    if (entry.what === 'waits') return { state, decision: { reason: entry.reason, until: entry.until } };
  }
  throw new Error('nothing was decided');
}

/** What the sender does at the same moment, with that message where there is one. */
async function sent(world: World, { channel, at }: Made, request?: SendRequest): Promise<object> {
  world.now = at;
  await world.send(request ?? requestOf({ channel, decidedAt: at, expiresAt: at + 24 * HOUR }));
  const [outcome] = world.outcomes();
  if (outcome?.status === 'sent') return { sends: true };
  return { reason: outcome?.reason, until: outcome?.retryAt };
}

describe('the gates', () => {
  it('let turn and sender decide alike', async () => {
    await fc.assert(
      fc.asyncProperty(persons, async (made) => {
        const world = await makeWorld();
        const { state, request, decision } = decide(await become(world, made), made);
        await world.write((stored) => Object.assign(stored, state));
        expect(await sent(world, made, request)).toEqual(decision);
      }),
      { numRuns: 200 },
    );
  });

  it('give known reasons, and with BLOCK pass nothing that STATE alone would stop', async () => {
    await fc.assert(
      fc.asyncProperty(persons, fc.array(block, { maxLength: 4 }), async (made, list) => {
        const { channel, at } = made;
        const world = await makeWorld();
        const hashes = Object.fromEntries(
          await Promise.all(sendChannels.map(async (each) => [each, await hashOf(world, each)] as const)),
        );
        const state = await become(world, made);
        const blocks = list.map((each) => ({
          ...each,
          address: each.address === 'own' ? hashes[each.channel] : 'another',
        }));
        const subject = { state, purpose: 'marketing', channel, sendId: 's', at, program };
        for (const gate of gates)
          for (const objection of [gate.judge(subject), gate.judge({ ...subject, blocks })])
            if (objection) expect(Object.keys(gate.words)).toContain(objection.reason);
        if (judgeSend(subject)) expect(judgeSend({ ...subject, blocks })).toBeDefined();
        if (whyUnreachable(subject)) expect(judgeSend(subject)?.reason).toBe(whyUnreachable(subject));
      }),
      { numRuns: 100 },
    );
  });
});
