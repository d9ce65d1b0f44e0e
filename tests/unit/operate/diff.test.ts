// What publishing a program would change: only what people wrote otherwise is a difference.
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../schemas/program.ts';
import { shopFiles, world } from './world.ts';

const SEALED = { 'segments/her.json': { id: 'her', if: { trait: 'email', eq: 'Mia@Example.com' } } };
const files = async (more: Record<string, unknown> = {}): Promise<Record<string, unknown>> => ({
  ...(await shopFiles()),
  ...SEALED,
  ...more,
});

type World = ReturnType<typeof world>;
const publish = async (w: World, more = {}) =>
  w.ask('POST /v1/program/publish', { body: { files: await files(more) } });
const diff = async (w: World, asked: object) => w.ask('POST /v1/program/diff', { body: { files: asked } });

describe('a diff', () => {
  test('is empty right after a publish: hashed operands, defaults and $schema are no difference', async () => {
    const w = world();
    await publish(w);
    expect(await diff(w, await files())).toMatchObject({ status: 200, body: { live: 1, changes: [] } });
  });

  test('is empty however the same content is written', async () => {
    const w = world();
    await publish(w);
    const parsed = Object.entries(await files()).map(([name, content]) => {
      const { $schema: _, ...rest } =
        typeof content === 'string' ? JSON.parse(content) : (content as Record<string, unknown>);
      return [name, Object.fromEntries(Object.entries(rest).toReversed())];
    });
    const spelled = { 'segments/her.json': { id: 'her', if: { trait: 'email', eq: ' mia@example.com ' } } };
    expect((await diff(w, { ...Object.fromEntries(parsed), ...spelled })).body['changes']).toEqual([]);
  });

  test('is empty against a program that an earlier release stored without a default of this one', async () => {
    const w = world();
    await publish(w);
    const { programs } = w.ports.program;
    const stored = await programs.load((await programs.current())?.hash ?? '');
    const { attribution: _, ...older } = stored;
    await programs.publish(older as Program, {}, { number: 2, hash: 'older', publishedAt: 0, by: 'ann' }, 1);
    const settings = JSON.parse((await shopFiles())['program.json'] ?? '');
    const { attribution: __, ...local } = settings;
    expect((await diff(w, await files({ 'program.json': local }))).body).toEqual({ live: 2, changes: [] });
  });

  test('names what is added, changed and removed, also an operand that was hashed', async () => {
    const w = world();
    await publish(w);
    const { 'journeys/welcome.json': __, ...rest } = await files({
      'segments/her.json': { id: 'her', if: { trait: 'email', eq: 'ida@example.com' } },
      'segments/gold.json': { id: 'gold', if: { trait: 'plan', eq: 'gold' } },
    });
    expect((await diff(w, rest)).body['changes']).toEqual([
      { change: 'removed', what: 'journeys/welcome.json' },
      { change: 'added', what: 'segments/gold.json' },
      { change: 'changed', what: 'segments/her.json' },
    ]);
    expect((await w.ask('GET /v1/program')).body['number']).toBe(1);
  });

  test('before the first publish adds everything; with findings it is refused as a publish is', async () => {
    const w = world();
    const all = await diff(w, await files());
    expect(all.body).toMatchObject({
      live: 0,
      changes: expect.arrayContaining([{ change: 'added', what: 'program.json' }]),
    });
    expect(await diff(w, {})).toMatchObject({ status: 422, body: { pointer: '/files/program.json' } });
  });
});
