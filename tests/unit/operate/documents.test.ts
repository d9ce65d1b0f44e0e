// Documents of the live program, read, put and deleted one by one.
import { describe, expect, test } from 'vitest';
import type { Program } from '../../../schemas/program.ts';
import { shopFiles, world } from './world.ts';

const publish = async (w: ReturnType<typeof world>, extra: object = {}) =>
  w.ask('POST /v1/program/publish', { body: { files: await shopFiles(), ...extra } });

describe('documents of the live program', () => {
  test('can be changed in a program that was published before their kind existed', async () => {
    const w = world();
    await publish(w);
    const { programs } = w.ports.program;
    const live = await programs.current();
    const { segments: _, ...older } = await programs.load(live?.hash ?? '');
    const release = { number: 2, hash: 'older', publishedAt: 0, by: 'ann' };
    await programs.publish(older as Program, {}, release, 1);
    const path = { id: 'gold' };
    expect((await w.ask('GET /v1/segments/{id}', { path })).status).toBe(404);
    const body = { id: 'gold', if: { trait: 'plan', eq: 'gold' } };
    expect((await w.ask('PUT /v1/segments/{id}', { path, body })).status).toBe(200);
  });

  test('are read by id, and put and deleted as new releases', async () => {
    const w = world();
    await publish(w);
    const path = { id: 'welcome' };
    const { body: welcome } = await w.ask('GET /v1/journeys/{id}', { path });
    expect(welcome['id']).toBe('welcome');
    const put = await w.ask('PUT /v1/journeys/{id}', { path, body: { ...welcome, description: 'changed' } });
    expect(put).toMatchObject({ status: 200, body: { number: 2, note: 'with journeys/welcome.json' } });
    expect((await w.ask('GET /v1/journeys/{id}', { path })).body['description']).toBe('changed');
    expect((await w.ask('DELETE /v1/journeys/{id}', { path })).body['number']).toBe(3);
    expect((await w.ask('GET /v1/journeys/{id}', { path })).status).toBe(404);
    expect((await w.ask('DELETE /v1/journeys/{id}', { path })).status).toBe(404);
  });

  test('are refused if the change breaks the program, with a pointer into the document', async () => {
    const w = world();
    await publish(w);
    const path = { id: 'welcome' };
    const { body: welcome } = await w.ask('GET /v1/journeys/{id}', { path });
    const put = await w.ask('PUT /v1/journeys/{id}', { path, body: { ...welcome, start: 'nowhere' } });
    expect(put).toMatchObject({ status: 422, body: { pointer: '/start' } });
    expect((await w.ask('GET /v1/program')).body['number']).toBe(1);
  });

  test('that there are not are a 404 which names the nearest and all others, for every kind and method', async () => {
    const w = world();
    expect(await w.ask('GET /v1/templates/{id}', { path: { id: 'x' } })).toMatchObject({
      status: 404,
      body: { detail: 'No program was published yet.' },
    });
    await publish(w);
    for (const [key, kind, id, meant] of [
      ['GET /v1/journeys/{id}', 'journey', 'welcom', 'welcome'],
      ['DELETE /v1/journeys/{id}', 'journey', 'cart-remainder', 'cart-reminder'],
      ['DELETE /v1/templates/{id}', 'template', 'welcome-mial', 'welcome-mail'],
      ['GET /v1/budgets/{id}', 'budget', 'sns', 'sms'],
      ['GET /v1/budgets/{id}/decisions', 'budget', 'mail', 'email'],
      ['DELETE /v1/channels/{id}', 'channel', 'e-mail', 'email'],
    ] as const) {
      const { status, body } = await w.ask(key, { path: { id } });
      expect(status, key).toBe(404);
      expect(body['detail'], key).toMatch(
        new RegExp(
          `^The live program has no ${kind} "${id}"; did you mean "${meant}"\\? Its ${kind}s: .*${meant}`,
        ),
      );
    }
  });

  test('are not removed while others need them: the response says file and pointer of each that does', async () => {
    const w = world();
    await publish(w);
    const answer = await w.ask('DELETE /v1/templates/{id}', { path: { id: 'welcome-mail' } });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        file: 'journeys/welcome.json',
        pointer: expect.stringMatching(/^\/steps\/\w+\/template$/),
        errors: [{ file: 'journeys/welcome.json', pointer: answer.body['pointer'] }],
      },
    });
  });

  test('do not include names that every object inherits', async () => {
    const w = world();
    await publish(w);
    for (const id of ['constructor', '__proto__', 'toString'])
      expect((await w.ask('GET /v1/journeys/{id}', { path: { id } })).status).toBe(404);
  });
});
