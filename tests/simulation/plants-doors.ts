// Faults planted at the doors: of clients, of recipients, of the schedule.
import type { BlockList } from '../../lib/ports/block-list.ts';
import type { Queue } from '../../lib/ports/queue.ts';
import type { Envelope, EventMessage } from '../../schemas/mailbox.ts';
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

const withMessages = (body: Envelope, change: (event: EventMessage) => EventMessage): Envelope => ({
  ...body,
  messages: body.messages.map((message) => (message.type === 'event' ? change(message) : message)),
});

/** The part of an id that the door made from the content. */
const contentOf = (id: string): string => (id.startsWith('c-') ? (id.split('.')[0] ?? id) : id);

const ofPersonsAlone = (blocks: BlockList): BlockList => ({
  ...blocks,
  put: async (profile, block) => (/^[ua]-/.test(profile) ? blocks.put(profile, block) : undefined),
});

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
  'content that identifies for ever': {
    breaks: 'I4',
    plant: {
      intake: (ports) => ({
        ...ports,
        mailbox: {
          put: (items) =>
            ports.mailbox.put(
              items.map((item) => ({
                ...item,
                body: withMessages(item.body, (event) => ({ ...event, id: contentOf(event.id) })),
              })),
            ),
        },
      }),
    },
  },
  'a no in other words that nobody reads': {
    breaks: 'I4',
    plant: {
      intake: (ports) => ({ ...ports, doorSettings: { current: async () => ({ sealed: [] }) } }),
    },
  },
  'a withdrawal that binds one profile alone': {
    breaks: 'I4',
    plant: {
      intake: (ports) => ({ ...ports, blocks: ofPersonsAlone(ports.blocks) }),
      step: (ports) => ({ ...ports, blocks: ofPersonsAlone(ports.blocks) }),
    },
  },
  'a sweep that ignores the depth of the mailbox': { breaks: 'I7', plant: { shallow: true } },
};
