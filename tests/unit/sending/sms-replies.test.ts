// Replies by SMS: a word that asks for no more messages is a withdrawal, in whatever spelling people send it.
import { beforeEach, describe, expect, it } from 'vitest';
import { inMemoryAddressBook } from '../../../lib/adapters/in-memory/address-book.ts';
import { type ReceiptPorts, recordAnswer } from '../../../lib/application/receipts/record-receipts.ts';
import { optOutWord } from '../../../lib/channels/sms/opt-out.ts';
import { smsAnswer } from '../../../lib/channels/sms/receipts.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

let world: World;
let ports: ReceiptPorts;
beforeEach(async () => {
  world = await makeWorld();
  const { profiles, blocks, vault, log, mailbox, facts, clock } = world.ports;
  ports = { profiles, blocks, vault, log, mailbox, facts, clock, addresses: inMemoryAddressBook() };
});
const mailed = () => world.mailbox.items.flatMap((item) => item.body.messages);

describe('STOP', () => {
  const stop = (messageBody: string, originationNumber = '+4915112345678') =>
    smsAnswer({ messageBody, originationNumber, inboundMessageId: 'in-1' });

  it('is a withdrawal from every purpose: suppressed first, then passed on', async () => {
    await ports.addresses.put(await world.vault.profileId('phone', '+4915112345678'), PROFILE, T0);
    world.mailbox.refuse = 1;
    await expect(recordAnswer(ports, stop(' stop. '))).rejects.toThrow(Unavailable);
    await world.send(requestOf({ channel: 'sms' }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-consent' }]);
    await recordAnswer(ports, stop('STOP'));
    expect(mailed().at(-1)).toMatchObject({
      type: 'event',
      id: 'stop.in-1',
      name: 'Consent Withdrawn',
      trust: 'provider',
      properties: { purpose: '*', channels: ['sms'] },
    });
    // E-mail is not affected by the STOP.
    await world.send(requestOf({ visit: 1 }));
    expect(world.calls).toHaveLength(1);
  });
  it('applies to a number that the address book does not know', async () => {
    await recordAnswer(ports, stop('Unsubscribe'));
    expect(mailed()).toEqual([]);
    await world.send(requestOf({ channel: 'sms' }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-consent' }]);
  });
  it('is not recognized in a reply that only contains the word', async () => {
    expect(await recordAnswer(ports, stop('please do not stop'))).toBe('ignored');
    expect(await recordAnswer(ports, stop('R'))).toBe('ignored');
  });
  it.each([
    ['ARRET', '+33612345678', true],
    ['arrêt', '+33612345678', true],
    ['"Opt-Out"!', '+14155550100', true],
    ['TD', '+8613812345678', true],
    ['r', '+8613812345678', true],
    ['T', '+86 138 1234 5678', true],
    ['退订', '+8613812345678', true],
    ['R', '+14155550100', false],
    ['START', '+14155550100', false],
    ['', '+14155550100', false],
  ])('%j from %s: %s', (body, number, is) => {
    expect(optOutWord(body, number)).toBe(is);
  });
});
