// Sends in memory, for tests and the simulation, under the same conditions as the table (I3).
import type { SendLog, SendRecord } from '../../ports/send-log.ts';
import { amended } from '../amend-send.ts';

export interface InMemorySendLog extends SendLog {
  /** Every stored record, for a judge. */
  records(): SendRecord[];
}

/** `clock` hides records past their `expiresAt`, as the table does. */
export function inMemorySendLog(clock: () => number = () => 0): InMemorySendLog {
  const stored = new Map<string, string>();
  const read = (sendId: string): SendRecord | undefined => {
    const text = stored.get(sendId);
    const record = text === undefined ? undefined : (JSON.parse(text) as SendRecord);
    return record && record.expiresAt > clock() ? record : undefined;
  };
  const put = (record: SendRecord): boolean => {
    stored.set(record.sendId, JSON.stringify(record));
    return true;
  };
  const isFree = (sendId: string, attempt: number): boolean => {
    const before = read(sendId);
    return !before || (before.status === 'again' && before.attempt === attempt);
  };
  return {
    async read(sendId) {
      return read(sendId);
    },
    async claim(record) {
      return isFree(record.sendId, record.attempt) && put(record);
    },
    async refuse(record, attempt) {
      return isFree(record.sendId, attempt) && put(record);
    },
    async settle(record, attempt) {
      const before = read(record.sendId);
      return before?.status === 'calling' && before.attempt === attempt && put(record);
    },
    async amend(sendId, change) {
      const before = read(sendId);
      const after = before && amended(before, change);
      if (after && after !== before) put(after);
      return after;
    },
    async sumOfLease(lease) {
      let sum = 0;
      for (const sendId of stored.keys()) {
        const record = read(sendId);
        if (record && 'lease' in record && record.lease === lease && 'cost' in record)
          sum += record.cost.micros;
      }
      return sum;
    },
    records: () => [...stored.values()].map((text) => JSON.parse(text) as SendRecord),
  };
}
