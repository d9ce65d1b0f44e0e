// Replies by SMS: what clearly asks for no more messages is a withdrawal, in whatever spelling; START gives back what
// it took; a person reads the rest.
import { beforeEach, describe, expect, it } from 'vitest';
import { inMemoryAddressBook } from '../../../lib/adapters/in-memory/address-book.ts';
import { inMemoryQuarantine } from '../../../lib/adapters/in-memory/quarantine.ts';
import { openOriginal } from '../../../lib/application/intake/quarantine-original.ts';
import { type ReplyPorts, takeReply } from '../../../lib/application/intake/take-reply.ts';
import { smsAnswer } from '../../../lib/channels/sms/receipts.ts';
import { readReply } from '../../../lib/channels/sms/reply-words.ts';
import type { HistoryEntry } from '../../../lib/domain/profile/history.ts';
import { Unavailable } from '../../../lib/ports/queue.ts';
import { makeWorld, PROFILE, requestOf, T0, type World } from './world.ts';

const NUMBER = '+4915112345678';
let world: World;
let ports: ReplyPorts;
beforeEach(async () => {
  world = await makeWorld();
  const { profiles, blocks, vault, mailbox, clock } = world.ports;
  const addresses = inMemoryAddressBook();
  ports = { profiles, blocks, vault, mailbox, clock, addresses, quarantine: inMemoryQuarantine() };
});
const known = async () => ports.addresses.put(await world.vault.profileId('phone', NUMBER), PROFILE, T0);
const mailed = () => world.mailbox.items.flatMap((item) => item.body.messages);
const kept = async () => (await ports.quarantine.list({ limit: 10 })).items;
const reply = (messageBody: string, inboundMessageId = 'in-1') =>
  smsAnswer({ messageBody, originationNumber: NUMBER, inboundMessageId });

describe('STOP', () => {
  it('is a withdrawal from every purpose: suppressed first, then passed on', async () => {
    await known();
    world.mailbox.refuse = 1;
    await expect(takeReply(ports, reply(' stop. '))).rejects.toThrow(Unavailable);
    await world.send(requestOf({ channel: 'sms' }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-consent' }]);
    await takeReply(ports, reply('STOP'));
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
    await takeReply(ports, reply('Unsubscribe'));
    expect(mailed()).toEqual([]);
    await world.send(requestOf({ channel: 'sms' }));
    expect(world.outcomes()).toMatchObject([{ status: 'refused', reason: 'no-consent' }]);
  });

  it.each([
    ...[
      'STOP',
      'stop',
      'Stop!',
      '"Stop"',
      '«stop»',
      '[STOP]',
      '*stop*',
      'STOP;',
      'Stop…',
      'ＳＴＯＰ',
      's t o p',
      'STOP 🙏',
    ],
    ...['ST\u200bOP', '\u2066stop\u2069', 'STOP\u00ad', '\ufeffstop', 'stop\ufe0f'],
    ...[
      'STOP ALL',
      'STOP STOP',
      'stop Stop stop now',
      'StopAll',
      'stop sms',
      'Stop texting me',
      'please stop',
      'stop, please',
      'Stop. Thanks!',
    ],
    ...[
      'Stop\n\nSent from my Galaxy',
      'STOP\r\n--\r\nLea',
      'Hello, stop sending messages',
      'Wrong person. Stop.',
    ],
    ...['unsubscribe', 'Unsub', 'REVOKE', 'opt-out', 'Opt Out', 'OPTOUT', 'remove me'],
    ...['Cancel', 'END.', 'quit', 'Remove', 'cancel, thank you', 'END\nSent from my phone'],
    ...[
      'arrêt',
      'ARRET',
      'STOPP',
      'Abmelden',
      'baja',
      'Parar',
      'SAIR',
      'Стоп',
      'ОТПИСАТЬСЯ',
      'afmelden',
      'TD',
      'td退订',
      '退订',
    ],
  ])('%j asks for the end', (body) => expect(readReply(body, NUMBER)).toBe('stop'));

  it.each(['R', 'r', 'T。', '回复R'])('%s asks for the end in China only', (body) => {
    expect(readReply(body, '+86 138 1234 5678')).toBe('stop');
    expect(readReply(body, '+14155550100')).toBeUndefined();
  });

  it.each([
    ...['', '  ', '👍', '...', 'thanks', 'YES', 'HELP', 'ok'],
    ...[
      'please do not stop',
      'Never stop!',
      'I could not stop smiling',
      'non-stop',
      'Which bus stop?',
      'stop by tomorrow',
    ],
    ...[
      'cancel my order 123',
      'the end',
      'END of season?',
      'How do I unsubscribe?',
      'When does it start?',
      'restart',
    ],
  ])('%j does not', (body) => expect(readReply(body, NUMBER)).toBeUndefined());

  it('may have words of the program, in addition to its own', () => {
    const words = { stop: ['Schluss jetzt', 'Ärger'], start: ['Weiter'] };
    expect(readReply('schluss, jetzt', NUMBER, words)).toBeUndefined();
    expect(readReply('„Schluss jetzt!“', NUMBER, words)).toBe('stop');
    expect(readReply('arger', NUMBER, words)).toBe('stop');
    expect(readReply('weiter', NUMBER, words)).toBe('start');
    expect(readReply('STOP', NUMBER, words)).toBe('stop');
  });
});

describe('START', () => {
  const consentEntry = (purpose: string, given: boolean, source: string, counts = given): HistoryEntry => ({
    t: T0,
    type: 'consent',
    purpose,
    channel: 'sms',
    given,
    counts,
    source,
  });
  const past = async (...tail: HistoryEntry[]) => {
    await known();
    const stored = await ports.profiles.read(PROFILE);
    if (!stored) throw new Error('the person of the tests is gone');
    await ports.profiles.commit(PROFILE, stored.version, { state: stored.state, tail });
  };
  const STOPPED = 'answered by SMS';

  it.each(['START', 'unstop.', '“Start”'])(
    '%s gives back the consents that STOP took, and nothing else',
    async (word) => {
      await past(
        consentEntry('marketing', true, 'form'),
        consentEntry('news', true, 'form'),
        consentEntry('news', false, 'account'),
        consentEntry('events', true, 'form', false),
        consentEntry('other', false, 'account'),
        ...['marketing', 'news', 'events', 'other', 'never'].map((purpose) =>
          consentEntry(purpose, false, STOPPED),
        ),
        consentEntry('marketing', false, STOPPED),
      );
      expect(await takeReply(ports, reply(word))).toBe('recorded');
      expect(mailed()).toMatchObject([
        {
          id: 'start.in-1.marketing',
          name: 'Consent Given',
          trust: 'provider',
          properties: { purpose: 'marketing', channels: ['sms'], source: STOPPED },
        },
      ]);
    },
  );

  it('after a later withdrawal, or with nothing to give back, is kept for a person', async () => {
    await past(
      consentEntry('marketing', true, 'form'),
      consentEntry('marketing', false, STOPPED),
      consentEntry('marketing', false, 'account'),
    );
    expect(await takeReply(ports, reply('START'))).toBe('kept');
    expect(mailed()).toEqual([]);
    expect(await kept()).toHaveLength(1);
  });
});

describe('any other reply', () => {
  it('is kept, sealed, once, where an operator sees it', async () => {
    await known();
    const said = { ...reply('Where is my order? lea@example.org', '0a1b-2c'), at: T0 };
    expect(await takeReply(ports, said)).toBe('kept');
    world.now += 1_000;
    await takeReply(ports, said);
    const rows = await kept();
    expect(rows).toMatchObject([{ source: 'reply', type: 'inbound sms' }]);
    expect(rows[0]?.detail).toContain(PROFILE);
    expect(rows[0]?.detail).toContain('0a1b-2c');
    expect(JSON.stringify(rows)).not.toMatch(/lea|order|151/);
    const [row] = rows;
    if (row) expect(await openOriginal(world.vault, row)).toMatchObject({ from: 'reply', text: said.text });
    expect(await world.blocks.read(PROFILE)).toEqual([]);
  });

  it('is kept where no profile has the number', async () => {
    await takeReply(ports, reply('who is this?', '4915112345678'));
    expect((await kept())[0]?.detail).not.toContain('4915112345678');
  });
});
