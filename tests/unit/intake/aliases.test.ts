// Aliases that join nothing, and zones that say nothing: the sender hears of it, and an operator finds it.
import { describe, expect, test } from 'vitest';
import { inWords } from '../../../lib/application/profiles/words.ts';
import { newProfile } from '../../../lib/domain/profile/state.ts';
import type { IdentifierKind } from '../../../schemas/names.ts';
import { event, Person, programOf, T0, USER } from '../domain/person.ts';
import { openDoor } from './door.ts';

type Door = ReturnType<typeof openDoor>;

async function store(door: Door, kind: IdentifierKind, name: string, became?: string): Promise<void> {
  const id = await door.vault.profileId(kind, name);
  const redirect = became === undefined ? {} : { redirect: await door.vault.profileId('user', became) };
  await door.profiles.commit(id, 0, { state: { ...newProfile(id), ...redirect }, tail: [] });
}

const alias = (previousId: string, userId = 'ann') => ({ type: 'alias', previousId, userId });
const post = (door: Door, batch: object[], key = 'server-key') =>
  door.post({ path: '/v1/batch', body: { batch }, key });

describe('an alias', () => {
  test('of a visitor is taken, also when it comes again', async () => {
    const door = openDoor();
    await store(door, 'anonymous', 'v-1');
    await store(door, 'anonymous', 'v-2', 'ann');
    const { body } = await post(door, [alias('v-1'), alias('v-2')]);
    expect(body).toEqual({ success: true, accepted: 2, rejected: [] });
  });

  test('of a visitor who came in the same request is taken', async () => {
    const view = { type: 'track', anonymousId: 'v-1', event: 'x' };
    const { body } = await post(openDoor(), [view, alias('v-1')]);
    expect(body).toEqual({ success: true, accepted: 2, rejected: [] });
  });

  test.each(['ann', ' ann '])('of the user itself (%j) is refused', async (previousId) => {
    const door = openDoor();
    const answer = await door.post({ path: '/v1/alias', body: { userId: 'ann', previousId } });
    expect(answer).toMatchObject({ status: 400, body: { pointer: '/previousId' } });
    expect(answer.body.detail).toContain('itself');
  });

  test('of another user is refused and kept in quarantine', async () => {
    const door = openDoor();
    await store(door, 'user', 'ann-old');
    const batch = [{ type: 'identify', userId: 'bea' }, alias('bea'), alias('ann-old')];
    const { body } = await post(door, batch);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 1 }, { index: 2 }] });
    for (const { pointer, detail } of body.rejected) {
      expect(pointer).toBe('/previousId');
      expect(detail).toContain('never two users');
    }
    expect(await door.quarantined()).toHaveLength(2);
    expect(door.arrived().map(({ kind }) => kind)).toEqual(['identify']);
  });

  test('of a visitor who became another user is taken with a warning', async () => {
    const door = openDoor();
    await store(door, 'anonymous', 'v-1', 'bea');
    const login = { type: 'track', anonymousId: 'v-2', userId: 'bea', event: 'x' };
    const { body } = await post(door, [alias('v-1'), login, alias('v-2'), alias('v-3', 'bea'), alias('v-3')]);
    expect(body).toMatchObject({ accepted: 5, rejected: [] });
    const said = body.warnings.map(({ index, detail }: { index: number; detail: string }) => [
      index,
      detail.includes('joined once'),
    ]);
    expect(said).toEqual([
      [0, true],
      [2, true],
      [3, false],
      [4, true],
    ]);
  });

  test('of a visitor that is not known yet is taken with a warning', async () => {
    const door = openDoor();
    const answer = await door.post({ path: '/v1/alias', body: { userId: 'ann', previousId: 'v-9' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 1, rejected: [], warnings: [{ index: 0, pointer: '/previousId' }] },
    });
    expect(door.arrived()).toHaveLength(1);
  });

  test('of a browser does not tell who is known here', async () => {
    const door = openDoor();
    await store(door, 'user', 'bea');
    for (const previousId of ['bea', 'v-9'])
      expect((await post(door, [alias(previousId)], 'browser-key')).body).toEqual({
        success: true,
        accepted: 1,
        rejected: [],
      });
  });
});

describe('the timeline of the user', () => {
  const from = `a-${'B'.repeat(22)}`;
  const nothing = { type: 'hand-over', id: 'h', from, moved: false } as const;

  test('says that an alias had nothing to take over', () => {
    const person = new Person(programOf({}), USER);
    person.take(T0, event('alias', T0, { kind: 'alias', anonymous: from }));
    person.take(T0, nothing);
    const [entry] = person.history;
    expect(entry).toMatchObject({ type: 'linked', from, moved: false });
    expect(entry && inWords(entry)).toContain('nothing to take over');
  });

  test('does not say so of each event that names a visitor', () => {
    const person = new Person(programOf({}), USER);
    person.take(T0, event('x', T0, { anonymous: from }));
    person.take(T0, nothing);
    expect(person.history.map(({ type }) => type)).toEqual(['event']);
  });
});

describe('a zone that cannot be read', () => {
  test('is taken with a warning', async () => {
    const batch = [
      { type: 'identify', userId: 'ann', traits: { timezone: 'Mars' }, context: { timezone: 'Asia/Tokyo' } },
      { type: 'track', userId: 'ann', event: 'x', context: { timezone: 7 } },
      { type: 'identify', userId: 'ann', traits: { timezone: 'Pacific Standard Time' } },
      { type: 'identify', userId: 'ann', traits: { timezone: '' }, context: { timezone: null } },
    ];
    const { body } = await post(openDoor(), batch);
    expect(body).toMatchObject({ accepted: 4, rejected: [] });
    expect(
      body.warnings.map(({ index, pointer }: { index: number; pointer: string }) => [index, pointer]),
    ).toEqual([
      [0, '/traits/timezone'],
      [1, '/context/timezone'],
    ]);
  });
});
