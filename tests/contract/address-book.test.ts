import { expect, test } from 'vitest';
import { dynamoAddressBook } from '../../lib/adapters/dynamodb/address-book.ts';
import { inMemoryAddressBook } from '../../lib/adapters/in-memory/address-book.ts';
import type { AddressBook } from '../../lib/ports/profile-store.ts';
import { forEachStore } from './databases.ts';
import { newId, T0 } from './samples.ts';

const factories: Parameters<typeof forEachStore<AddressBook>>[1] = {
  'in memory': inMemoryAddressBook,
  dynamodb: ({ client, tables }) => dynamoAddressBook(client, tables.profiles),
};

forEachStore<AddressBook>('address book', factories, (make) => {
  test('an address finds its latest owner, in whatever order the owners are put', async () => {
    const book = await make();
    const [mail, first, second] = [newId('e'), newId(), newId()];
    expect(await book.find(mail)).toBeUndefined();
    await book.put(mail, second, T0 + 10);
    await book.put(mail, first, T0);
    expect(await book.find(mail)).toBe(second);
    await book.put(mail, first, T0 + 20);
    expect(await book.find(mail)).toBe(first);
  });
});
