import { expect, test } from 'vitest';
import { dynamoWakeMarks } from '../../lib/adapters/dynamodb/wake-marks.ts';
import { inMemoryWakeMarks } from '../../lib/adapters/in-memory/wake-marks.ts';
import type { WakeMark, WakeMarks } from '../../lib/ports/wake-marks.ts';
import { forEachStore } from './databases.ts';
import { T0 } from './samples.ts';

const factories: Parameters<typeof forEachStore<WakeMarks>>[1] = {
  'in memory': inMemoryWakeMarks,
  dynamodb: ({ client, tables }) => dynamoWakeMarks(client, tables.system),
};

forEachStore<WakeMarks>('wake marks', factories, (make) => {
  test('each shard keeps its last mark', async () => {
    const marks = await make();
    expect(await marks.all()).toEqual(new Map());
    const mark = {
      reached: T0,
      cursor: 'x',
      lookedBackAt: T0,
      lookBackTo: 0,
      lookingBack: { after: 'a', to: 5 },
    };
    await marks.save(63, mark);
    await marks.save(0, { reached: 1, lookedBackAt: 2, lookBackTo: 3 });
    await marks.save(0, { reached: 4, lookedBackAt: 5, lookBackTo: 6 });
    expect(await marks.all()).toEqual(
      new Map<number, WakeMark>([
        [0, { reached: 4, lookedBackAt: 5, lookBackTo: 6 }],
        [63, mark],
      ]),
    );
  });
});
