// The sweep's marks in memory.
import type { WakeMark, WakeMarks } from '../../ports/wake-marks.ts';

export function inMemoryWakeMarks(): WakeMarks {
  const stored = new Map<number, WakeMark>();
  return {
    async all() {
      return new Map(stored);
    },
    async save(shard, mark) {
      stored.set(shard, mark);
    },
  };
}
