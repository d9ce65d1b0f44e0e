// The quarantine's contract, in memory and on both local databases.
import { expect, test } from 'vitest';
import { dynamoQuarantine } from '../../lib/adapters/dynamodb/quarantine.ts';
import { inMemoryQuarantine } from '../../lib/adapters/in-memory/quarantine.ts';
import { inMemoryVault } from '../../lib/adapters/in-memory/vault.ts';
import { openOriginal, quarantined } from '../../lib/application/intake/quarantine-original.ts';
import type { Quarantine, Quarantined } from '../../lib/ports/quarantine.ts';
import { forEachStore } from './databases.ts';

const vault = inMemoryVault();
const AT = 1_795_168_800_000;

function item(number: number, text = 'x'): Promise<Quarantined> {
  const messages = [{ number, text }];
  const original = {
    from: 'intake' as const,
    trust: 'server' as const,
    source: 'key',
    acceptedAt: AT + number,
    messages,
  };
  const shown = number % 2 === 0 ? { type: 'track', event: 'Product Viewed' } : {};
  return quarantined(vault, original, {
    at: AT + number,
    key: `${number}`,
    pointer: '/event',
    detail: 'bad',
    ...shown,
  });
}

forEachStore<Quarantine>(
  'quarantine',
  {
    'in memory': () => inMemoryQuarantine(),
    dynamodb: ({ client, tables }) => dynamoQuarantine(client, tables.system),
  },
  (make) => {
    test('an item is found by its id, complete', async () => {
      const quarantine = await make();
      const items = await Promise.all([item(1), item(2)]);
      await quarantine.put(items);
      expect(await quarantine.get(items[0]!.id)).toEqual(items[0]);
      expect(await quarantine.get(items[1]!.id)).toEqual(items[1]);
      expect(await quarantine.get('nothing')).toBeUndefined();
    });

    test('everyone who opens an item is recorded in order; an item that is not there is not made', async () => {
      const quarantine = await make();
      const one = await item(1);
      await quarantine.put([one]);
      const opened = [
        { by: 'ann', at: AT },
        { by: 'bob', at: AT + 1 },
      ];
      for (const each of opened) expect(await quarantine.markOpened(one.id, each)).toBe(true);
      expect(await quarantine.get(one.id)).toEqual({ ...one, opened });
      expect(await quarantine.markOpened('nothing', { by: 'ann', at: AT })).toBe(false);
      expect(await quarantine.get('nothing')).toBeUndefined();
    });

    test('an original longer than a row is read back unchanged', async () => {
      const quarantine = await make();
      const text = 'ü€😀'.repeat(60_000);
      const large = await item(1, text);
      await quarantine.put([large]);
      const found = await quarantine.get(large.id);
      expect(await openOriginal(vault, found!)).toMatchObject({ messages: [{ text }] });
      expect((await quarantine.list({ limit: 1 })).items).toEqual([large]);
    });

    test('a long item put again under another key leaves the first readable', async () => {
      const quarantine = await make();
      const text = 'ü€😀'.repeat(60_000);
      const first = await item(1, text);
      await quarantine.put([first]);
      await quarantine.put([await item(1, text)]);
      const found = await quarantine.get(first.id);
      expect(await openOriginal(vault, found!)).toMatchObject({ messages: [{ text }] });
    });

    test('items are listed newest first, page by page', async () => {
      const quarantine = await make();
      const items = await Promise.all([3, 1, 5, 2, 4].map((number) => item(number)));
      await quarantine.put(items);
      const found: number[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await quarantine.list({ limit: 2, cursor });
        found.push(...page.items.map(({ at }) => at - AT));
        cursor = page.cursor;
      } while (cursor !== undefined && ++pages < 10);
      expect(found).toEqual([5, 4, 3, 2, 1]);
    });

    test('notes are those of items from a moment on and before another, with what became of them', async () => {
      const quarantine = await make();
      const items = await Promise.all([1, 2, 3, 4].map((number) => item(number)));
      await quarantine.put(items);
      await quarantine.markReleased(items[2]!.id, AT + 100);
      expect(await quarantine.notes(AT + 2, AT + 4)).toEqual([
        { at: AT + 2, event: 'Product Viewed' },
        { at: AT + 3, releasedAt: AT + 100 },
      ]);
      expect(await quarantine.notes(AT + 5, AT + 9)).toEqual([]);
    });

    test('an item is released once, and a retry of the request that put it does not undo that', async () => {
      const quarantine = await make();
      const one = await item(1);
      await quarantine.put([one]);
      expect(await quarantine.markReleased(one.id, AT + 100)).toBe(true);
      expect(await quarantine.markReleased(one.id, AT + 200)).toBe(false);
      expect(await quarantine.markReleased('nothing', AT)).toBe(false);
      await quarantine.put([one]);
      expect((await quarantine.get(one.id))?.releasedAt).toBe(AT + 100);
    });

    test('many at once', async () => {
      const quarantine = await make();
      await quarantine.put(await Promise.all(Array.from({ length: 100 }, (_, i) => item(i))));
      expect((await quarantine.list({ limit: 1000 })).items).toHaveLength(100);
    });
  },
);
