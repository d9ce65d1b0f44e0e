// Names come from strangers: none of them may reach properties that every object inherits.
import { expect, test } from 'vitest';
import { checkProgram } from '../../../lib/domain/program/check.ts';
import { consentProperties } from '../../../schemas/generated/consent-properties.js';
import { actorWorld, event, programOf, USER } from './world.ts';

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'consent to a purpose called %s changes no other profile',
  async (purpose) => {
    const world = actorWorld();
    await world.publish(programOf([]));
    await world.post(USER, [event('e1', 'Consent Given', { properties: { purpose } })]);
    const plain: Record<string, unknown> = {};
    expect([plain['email'], Object.hasOwn(Object.prototype, 'email')]).toEqual([undefined, false]);
    expect(consentProperties({ purpose })).toBe(false);
    expect((await world.ports.quarantine.list({ limit: 9 })).items).toHaveLength(1);
    expect((await world.state(USER)).consent).toEqual({});
  },
);

test('a program that uses names inherited by every object is refused, wherever it refers to them', () => {
  const settings = { currency: 'EUR', timeZone: 'UTC', purposes: { marketing: { description: 'offers' } } };
  const journey = {
    id: 'j',
    purpose: 'marketing',
    enter: { on: 'X' },
    start: 'rest',
    steps: { rest: { wait: 'P1D', next: 'toString' } },
  };
  const pointers = (changed: Record<string, unknown>) =>
    checkProgram({ 'program.json': settings, 'journeys/j.json': { ...journey, ...changed } }).findings.map(
      ({ pointer }) => pointer,
    );
  expect(pointers({})).toEqual(['/steps/rest/next']);
  expect(pointers({ purpose: 'constructor' })).toContain('/purpose');
  expect(pointers({ id: 'constructor' })).toContain('/id');
});
