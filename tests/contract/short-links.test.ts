// Short links, in memory and on real databases: a code stands for one target, for a while.
import { expect, test } from 'vitest';
import { dynamoShortLinks } from '../../lib/adapters/dynamodb/short-links.ts';
import { inMemoryShortLinks } from '../../lib/adapters/in-memory/short-links.ts';
import type { ShortLinks } from '../../lib/ports/short-links.ts';
import { forEachStore } from './databases.ts';
import { T0 } from './samples.ts';

const factories: Parameters<typeof forEachStore<ShortLinks>>[1] = {
  'in memory': inMemoryShortLinks,
  dynamodb: ({ client, tables }) => dynamoShortLinks(client, tables.system),
};

forEachStore<ShortLinks>('short links', factories, (make) => {
  test('a code is found, and one that was never put is not', async () => {
    const links = await make();
    expect(await links.put('abc', { token: 't', worksUntil: T0 })).toBe(true);
    expect(await links.find('abc')).toEqual({ token: 't', worksUntil: T0 });
    expect(await links.find('abC')).toBeUndefined();
  });

  test('a code keeps its token; the same token may be put again', async () => {
    const links = await make();
    await links.put('taken', { token: 't', worksUntil: T0 });
    expect(await links.put('taken', { token: 'other', worksUntil: T0 })).toBe(false);
    expect(await links.put('taken', { token: 't', worksUntil: T0 + 1 })).toBe(true);
    expect(await links.find('taken')).toEqual({ token: 't', worksUntil: T0 + 1 });
  });
});
