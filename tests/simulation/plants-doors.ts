// Faults planted at the doors: of clients, of recipients, of the schedule.
import type { Queue } from '../../lib/ports/queue.ts';
import type { Planted } from './plants.ts';

/** Puts, and ignores which items were not taken. */
export function ignoringFailures<T>(queue: Queue<T>): Queue<T> {
  return {
    async put(items) {
      await queue.put(items);
      return [];
    },
  };
}

export const plantsOfDoors: Planted = {
  'a door that responds before the mailbox has everything': {
    breaks: 'I1',
    plant: {
      intake: (ports) => ({
        ...ports,
        mailbox: {
          async put(items) {
            void ports.mailbox.put(items);
            return [];
          },
        },
      }),
    },
  },
  'a door that responds before bad events are quarantined': {
    breaks: 'I1',
    plant: {
      intake: (ports) => ({
        ...ports,
        quarantine: {
          ...ports.quarantine,
          async put(items) {
            ports.quarantine.put(items).catch(() => undefined);
          },
        },
      }),
    },
  },
  'unprocessable messages are dropped': {
    breaks: 'I1',
    plant: {
      step: (ports) => ({ ...ports, quarantine: { ...ports.quarantine, put: async () => undefined } }),
    },
  },
  'an unsubscribe without its suppression': {
    breaks: 'I4',
    plant: { recipients: (ports) => ({ ...ports, blocks: { ...ports.blocks, put: async () => undefined } }) },
  },
  'a sweep that ignores the depth of the mailbox': { breaks: 'I7', plant: { shallow: true } },
};
