// Faults planted at the doors: of clients, of recipients, of the clock.
import type { Queue } from '../../lib/ports/queue.ts';
import type { Planted } from './plants.ts';

/** Puts, and does not look at what was not taken. */
export function heedless<T>(queue: Queue<T>): Queue<T> {
  return {
    async put(items) {
      await queue.put(items);
      return [];
    },
  };
}

export const plantsOfDoors: Planted = {
  'a door that answers before the mailbox has all': {
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
  'a door that answers before the bad is set aside': {
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
  'poison that is let go': {
    breaks: 'I1',
    plant: {
      step: (ports) => ({ ...ports, quarantine: { ...ports.quarantine, put: async () => undefined } }),
    },
  },
  'one click without its BLOCK': {
    breaks: 'I4',
    plant: { recipients: (ports) => ({ ...ports, blocks: { ...ports.blocks, put: async () => undefined } }) },
  },
  'a sweep that does not ask how deep the mailbox is': { breaks: 'I7', plant: { shallow: true } },
};
