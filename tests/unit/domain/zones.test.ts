// Where a person is: which zone is meant, and which of several counts.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/domain/finding.ts';
import { checkZone } from '../../../lib/domain/program/check-money.ts';
import { isZone, readZone } from '../../../lib/domain/time/zone.ts';
import { zoneNames } from '../../../schemas/generated/zone-names.ts';
import { event, identify, Person, programOf, T0, waiting } from './person.ts';

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    [' europe/berlin\u00a0', 'Europe/Berlin'],
    ['America/Los Angeles', 'America/Los_Angeles'],
    ['US/Pacific', 'US/Pacific'],
    ['UTC', 'UTC'],
    ['Z', 'UTC'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['pacific daylight time', 'America/Los_Angeles'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Time (US & Canada)', 'America/Los_Angeles'],
    ['(GMT-08:00) Pacific Time (US & Canada)', 'America/Los_Angeles'],
    ['Kuala Lumpur', 'Asia/Kuala_Lumpur'],
    ['(UTC+01:00) Somewhere, Elsewhere', '+01:00'],
    ['UTC+2', '+02:00'],
    ['GMT -3', '-03:00'],
    ['utc+05:30', '+05:30'],
    ['+0530', '+05:30'],
    ['\u221208:00', '-08:00'],
    ['-8', '-08:00'],
    ['+00:00', 'UTC'],
  ])('%j is %s', (given, zone) => {
    expect(readZone(given)).toBe(zone);
    expect(isZone(zone)).toBe(true);
  });

  it.each([
    '',
    '  ',
    'Mars/Olympus',
    'PST',
    'constructor',
    '+15:00',
    '-300',
    '+1:99',
    'x'.repeat(200),
    -8,
    480,
    null,
    undefined,
    {},
  ])('%j is none', (given) => expect(readZone(given)).toBeUndefined());

  it('of every name of the table exists', () => {
    for (const zone of Object.values(zoneNames)) expect([zone, isZone(zone)]).toEqual([zone, true]);
  });
});

describe('the zone of a profile', () => {
  const page = (timezone: string) => event('page', T0, { kind: 'page', context: { timezone } });
  const stated = (timezone: string | number | null) => identify(T0, { timezone });

  it.each<[string, Parameters<Person['take']>[1][], string | undefined]>([
    ['an empty trait hides nothing', [stated(''), page('Asia/Tokyo')], 'Asia/Tokyo'],
    ['a number hides nothing', [stated(-8), page('Asia/Tokyo')], 'Asia/Tokyo'],
    ['an unknown name hides nothing', [stated('Mars/Olympus'), page('Asia/Tokyo')], 'Asia/Tokyo'],
    ['nor where the device came first', [page('Asia/Tokyo'), stated('Mars/Olympus')], 'Asia/Tokyo'],
    ['a trait wins over the device', [stated('America/Lima'), page('Asia/Tokyo')], 'America/Lima'],
    ['also a name of Rails', [stated('Tijuana'), page('Asia/Tokyo')], 'America/Tijuana'],
    [
      'an offset yields to a named zone',
      [stated('UTC-8'), page('America/Los_Angeles')],
      'America/Los_Angeles',
    ],
    ['and does not replace one', [page('America/Los_Angeles'), stated('UTC-8')], 'America/Los_Angeles'],
    ['an offset is better than nothing', [stated('UTC-8'), page('nowhere')], '-08:00'],
    ['a Windows zone that is an offset is one', [stated('UTC-08'), page('Asia/Tokyo')], 'Asia/Tokyo'],
    ['the next statement replaces the one before', [stated('America/Lima'), stated('UTC+9')], '+09:00'],
    ['an unreadable one does not', [stated('America/Lima'), stated('Mars')], 'America/Lima'],
    ['a statement taken back is gone', [stated('America/Lima'), stated(null)], undefined],
    ['and the device counts again', [stated('America/Lima'), stated(null), page('Asia/Tokyo')], 'Asia/Tokyo'],
  ])('%s', (_name, messages, zone) => {
    const person = new Person(programOf({ any: { enter: { on: 'Cart' }, ...waiting('PT1H') } }));
    for (const message of messages) person.take(T0, message);
    expect(person.state?.timeZone).toBe(zone);
  });

  it('is readable in a state of an earlier release, which kept it as it came', () => {
    const person = new Person(programOf({ any: { enter: { on: 'Cart' }, ...waiting('PT1H') } }));
    person.take(T0, page('Asia/Tokyo'));
    if (!person.state) throw new Error('no state');
    person.state.timeZone = 'america/lima';
    person.state.traits = { timezone: 'america/lima' };
    person.take(T0, page('Asia/Tokyo'));
    expect(person.state.timeZone).toBe('America/Lima');
  });
});

it.each([
  ['W. Europe Standard Time', '"W. Europe Standard Time" is not an IANA time zone; write "Europe/Berlin"'],
  [' Europe/Berlin', '" Europe/Berlin" is not an IANA time zone; write "Europe/Berlin"'],
  ['CEST', '"CEST" is not an IANA time zone, such as "Europe/Berlin"'],
])('a program whose zone is %j is told what to write', (timeZone, detail) => {
  const program = programOf({ any: { enter: { on: 'Cart' }, ...waiting('PT1H') } }, { timeZone });
  const findings: Finding[] = [];
  checkZone(program, findings);
  expect(findings).toEqual([{ file: 'program.json', pointer: '/timeZone', detail }]);
});
