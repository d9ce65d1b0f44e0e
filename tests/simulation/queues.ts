// A queue as one process reaches it, with exactly the port's promises. It never throws; it reports what was not taken,
// and some of that may have been taken nevertheless. Standard queues deliver twice, late and out of order.
import type { Queue, Queued } from '../../lib/ports/queue.ts';
import type { SendRequest, Timer } from '../../schemas/effects.ts';
import type { Fact } from '../../schemas/facts.ts';
import type { Envelope } from '../../schemas/mailbox.ts';
import { Coverage, type Hit } from './coverage.ts';
import type { Instance } from './instance.ts';
import type { RoleName, World } from './world.ts';

const CALL = 10;
const FIFO = new Set(['mailbox']);

type Body<N extends RoleName> = N extends 'mailbox'
  ? Envelope
  : N extends 'timers'
    ? Timer
    : N extends 'facts'
      ? Fact
      : SendRequest;

export function queueOf<N extends RoleName>(world: World, instance: Instance, name: N): Queue<Body<N>> {
  type T = Body<N>;
  const { faults, dice } = world.scheduler;
  const fifo = FIFO.has(name);
  const boundary = Coverage.boundary(instance.name, `${name}.put`);
  const hit = (what: Hit): void => faults.coverage.count(boundary, what);
  const spread = ({ delaySeconds = 0, ...rest }: Queued<T>): Queued<T>[] => {
    if (name === 'timers' && faults.strikes('timer lost')) return [];
    const late = faults.strikes('delivered late') ? dice.int(1, 120) : 0;
    const one = { ...rest, delaySeconds: Math.min(900, delaySeconds + late) };
    if (!faults.strikes('delivered twice')) return [one];
    return [one, { ...one, delaySeconds: dice.int(0, 400) }];
  };
  const store = async (items: readonly Queued<T>[]) => {
    await world.queue<T>(name).put(fifo ? items : items.flatMap(spread));
    world.poll(name);
  };
  const putCall = async (items: readonly Queued<T>[]): Promise<Queued<T>[]> => {
    if (faults.isOut(`${name}.put`)) {
      hit('outage');
      return [...items];
    }
    if (faults.strikes('throttled')) {
      hit('refused');
      return [...items];
    }
    if (faults.strikes('response lost')) {
      hit('no answer');
      await store(items);
      return [...items];
    }
    const failed = faults.strikes('part of a batch fails') ? items.filter(() => dice.chance(0.4)) : [];
    if (failed.length) hit('part failed');
    await store(items.filter((item) => !failed.includes(item)));
    return failed;
  };
  const effect = async (items: readonly Queued<T>[]): Promise<Queued<T>[]> => {
    const left: Queued<T>[] = [];
    const stopped = new Set<string | undefined>();
    for (let i = 0; i < items.length; i += CALL) {
      const call = items.slice(i, i + CALL);
      const free = call.filter((item) => !fifo || !stopped.has(item.group));
      const failed = free.length ? await putCall(free) : [];
      left.push(...failed, ...call.filter((item) => !free.includes(item)));
      for (const { group } of failed) stopped.add(group);
    }
    return left;
  };
  return {
    async put(items) {
      if (!items.length) return [];
      return instance.operate<Queued<T>[]>(`${name}.put(${items.length})`, {
        answers: true,
        effect: () => effect(items),
      });
    },
  };
}
