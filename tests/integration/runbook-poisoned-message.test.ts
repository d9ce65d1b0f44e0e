// docs/operating/runbooks.md, "Poisoned message": an unprocessable message is quarantined in order and delays nobody;
// an operator sees why, mends it with the command line, and it is taken in once.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OperatorSqs } from '../support/sqs.ts';
import { customer, onEachDatabase } from './backend.ts';

interface Item {
  id: string;
  source: string;
  pointer: string;
  detail: string;
  releasedAt?: string;
}

onEachDatabase(
  (backend) => {
    let folder: string;
    let sqs: OperatorSqs;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cairn-poison-'));
      sqs = new OperatorSqs(backend.cloud.emulators.queues);
    });
    afterAll(async () => {
      sqs.close();
      await rm(folder, { recursive: true });
    });
    const cairn = (...args: string[]) =>
      new Promise<{ code: number; out: string; err: string }>((resolve) => {
        const env = { ...process.env, CAIRN_URL: backend.url };
        execFile(process.execPath, ['cli/cairn.js', ...args], { env }, (error, out, err) =>
          resolve({ code: error ? Number(error.code) : 0, out, err }),
        );
      });
    const listed = async () => {
      const { out } = await cairn('quarantine', 'list', '--json');
      return (JSON.parse(out) as { items: Item[] }).items;
    };
    const names = async (userId: string) => {
      const path = `/v1/profiles/user:${userId}/timeline?limit=100`;
      const { body } = await backend.as<{ items: { event?: { name: string } }[] }>('viewer', 'GET', path);
      return body.items.flatMap(({ event }) => (event ? [event.name] : [])).toReversed();
    };

    it('an invalid event is shown with its reason and its content sealed, mended, and taken in once', async () => {
      const { userId } = await customer(backend, []);
      const bad = { type: 'track', userId, properties: { mail: 'poison@example.com' } };
      await backend.call('POST', '/v1/batch', {
        body: { batch: [bad, { ...bad, event: 'Healthy' }] },
        headers: { authorization: `Basic ${btoa('local-write-key:')}` },
      });
      await backend.idle();
      expect(await names(userId)).toContain('Healthy');
      const { out } = await cairn('quarantine', 'list');
      expect(out).toContain('/event');
      expect(out).not.toContain('poison@example.com');
      const id = (await listed())[0]?.id ?? '';

      const again = await cairn('quarantine', 'release', id);
      expect(again).toMatchObject({ code: 1, err: expect.stringContaining('still cannot be taken in') });
      const file = join(folder, 'event.json');
      await writeFile(file, JSON.stringify({ type: 'track', userId, event: 'Mended' }));
      expect(await cairn('quarantine', 'release', id, '--mended', file)).toMatchObject({
        code: 0,
        out: expect.stringContaining('1 event accepted'),
      });
      await backend.idle();
      expect((await names(userId)).filter((name) => name === 'Mended')).toHaveLength(1);
      expect((await listed())[0]?.releasedAt).toBeDefined();
      expect((await cairn('quarantine', 'release', id)).code).toBe(1);
    });

    it('an unreadable body in a mailbox is quarantined, and the messages behind it are processed', async () => {
      const { userId } = await customer(backend, []);
      const path = `/v1/profiles/user:${userId}`;
      const { id: group } = (await backend.as<{ id: string }>('viewer', 'GET', path)).body;
      const mailbox = await sqs.url('MailboxQueue');
      await sqs.send(mailbox, '{"v":1,"profile":', { id: group, deduplication: randomUUID() });
      await backend.post({ type: 'track', userId, event: 'Behind it' });
      expect((await names(userId)).at(-1)).toBe('Behind it');
      const [newest] = await listed();
      expect(newest).toMatchObject({ source: 'mailbox', detail: 'is not JSON' });
      expect(await sqs.receive(await sqs.url('MailboxDeadLetters'), 0)).toEqual([]);
    });

    it('the command explains wrong usage', async () => {
      expect(await cairn('quarantine', 'release', 'nothing')).toMatchObject({
        code: 1,
        err: expect.stringContaining('404'),
      });
      expect(
        await cairn('quarantine', 'release', 'x', '--mended', join(folder, 'absent.json')),
      ).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') });
      const file = join(folder, 'bad.json');
      await writeFile(file, 'no');
      expect(await cairn('quarantine', 'release', 'x', '--mended', file)).toMatchObject({
        code: 2,
        err: expect.stringContaining('is not JSON'),
      });
    });
  },
  { only: 'first' },
);
