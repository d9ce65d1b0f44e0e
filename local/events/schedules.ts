// Schedules as timers on the cloud's clock: rate() counted from the cloud's start, cron() by croner in UTC. The sweep
// of waiting profiles is not a timer here: events/wakes.ts fires it when there is something to find.

import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { CloudClock } from '../clock.ts';
import type { RuleSpec } from '../template/inventory.ts';
import type { Json } from '../template/json.ts';
import type { Deliver } from './bus.ts';

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The first time after `after` (epoch ms) at which an expression fires, given the schedule's start. */
export function nextFire(expression: string, startedAt: number, after: number): number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const every = Number(rate[1]) * (UNIT_MS[rate[2] ?? ''] ?? 0);
    return startedAt + (Math.floor((after - startedAt) / every) + 1) * every;
  }
  const cron = /^cron\((.+)\)$/.exec(expression);
  const next =
    cron === null ? null : new Cron(toCroner(cron[1] ?? ''), { timezone: 'UTC' }).nextRun(new Date(after));
  if (next === null) throw new Error(`schedule ${expression} never fires`);
  return next.getTime();
}

/** AWS: minute hour day-of-month month day-of-week (1 = Sunday) year. croner: the same, day-of-week 0 = Sunday. */
function toCroner(fields: string): string {
  const [minute, hour, day, month, weekday = '*', year = '*'] = fields.trim().split(/\s+/);
  const shifted = weekday.replace(
    /(^|[,-])([1-7])(?=$|[,-])/g,
    (_, before, number) => `${before}${Number(number) - 1}`,
  );
  return `0 ${minute} ${hour} ${day} ${month} ${shifted} ${year}`;
}

export interface SchedulesOptions {
  clock: CloudClock;
  rules: readonly RuleSpec[];
  account: string;
  region: string;
  deliver: Deliver;
}

/** What EventBridge sends a schedule's targets. */
export function scheduledEvent(rule: RuleSpec, at: number, account: string, region: string): Json {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [rule.arn],
    detail: {},
  };
}

export function startSchedules({ clock, rules, account, region, deliver }: SchedulesOptions): void {
  const startedAt = clock.now();
  for (const rule of rules) {
    const expression = rule.schedule;
    if (expression === undefined) continue;
    const arm = (after: number): void => {
      const due = nextFire(expression, startedAt, after);
      clock.at(due, () => {
        for (const target of rule.targets) {
          deliver(target, target.input ?? scheduledEvent(rule, due, account, region));
        }
        arm(due);
      });
    };
    arm(startedAt);
  }
}
