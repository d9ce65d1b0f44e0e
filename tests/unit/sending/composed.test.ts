// What a message consists of besides what its template says: counted links, a text part, a picture that counts opens.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Messages } from '../../../lib/channels/channels.ts';
import { makeWorld, program, requestOf, T0, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

describe('a composed message', () => {
  it.each([
    [undefined, true],
    [true, true],
    [false, false],
  ])('has a picture that counts opens where `opens` is %s: %s', async (opens, counted) => {
    const { email } = program.channels;
    const channels = { ...program.channels, email: { ...email, id: 'email', aliases: [], opens } };
    const programs = { current: async () => ({ program: { ...program, channels } }) };
    world.ports.programs = programs as unknown as typeof world.ports.programs;
    await world.send(requestOf());
    const [mail] = world.calls as Messages['email'][];
    expect(mail?.html.includes('/o/')).toBe(counted);
    expect(mail?.html.includes('<img')).toBe(counted);
    expect(mail?.html).toContain('/c/');
  });
  it('has a text part from its HTML, with the links as they were', async () => {
    await world.send(requestOf());
    const [mail] = world.calls as Messages['email'][];
    expect(mail?.text).toMatch(
      /^Tea\n\ngo \(https:\/\/shop\.example\/cart\?a=1&b=2\) off \(https:\/\/l\.example\/u\//,
    );
  });
  it('pays for the final text of an SMS', async () => {
    const event = {
      name: 'Product Added',
      properties: { name: `Tea: https://shop.example/${'a'.repeat(300)}` },
      occurredAt: T0,
    };
    await world.send(requestOf({ channel: 'sms', event }));
    const [sms] = world.calls as Messages['sms'][];
    expect(sms?.text).toMatch(/^Tea: https:\/\/l\.example\/s\/[A-Za-z0-9]{10}$/);
    expect(world.log.records()[0]).toMatchObject({ cost: { micros: 70_000 } });
  });
});
