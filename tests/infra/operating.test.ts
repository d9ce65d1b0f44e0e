/**
 * What people look at and what alerts them: no failure goes unseen, each alarm names its runbook, and it costs almost
 * nothing.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { logger } from '../../lib/adapters/logger.ts';
import { sendsQueueId } from '../../lib/infra/channels.ts';
import { ERROR_TERMS } from '../../lib/infra/constructs/alarms.ts';
import { LogLine } from '../../schemas/log-line.ts';
import { sendChannels } from '../../schemas/names.ts';
import { GATEWAY } from './gateway.ts';
import { Installation, type Json, list, type Resource } from './installation.ts';

const LOG = 'AWS::Logs::LogGroup';
const installation = new Installation();
const alarms = installation.of('AWS::CloudWatch::Alarm');
const functions = installation.functions();
const runbooks = readFileSync(join(import.meta.dirname, '../../docs/operating/runbooks.md'), 'utf8');
const sections = [...runbooks.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
);
const nameOf = ({ stack, id }: Resource) => `${stack}/${id}`;
const runbookOf = ({ properties }: Resource) =>
  /docs\/operating\/runbooks\.md#([a-z-]+)$/.exec(String(properties['AlarmDescription']))?.[1] ?? '';
const alarmsOf = (metric: string) => alarms.filter(({ properties }) => properties['MetricName'] === metric);
const watchedBy = (metric: string, dimension: string): string[] =>
  alarmsOf(metric).flatMap(({ properties, stack }) =>
    ((properties['Dimensions'] ?? []) as Json[])
      .filter(({ Name }) => Name === dimension)
      .map(({ Value }) => installation.nameOf(Value, stack)),
  );

describe('an alarm', () => {
  it.each(alarms)('$path says in a sentence what is wrong, and links the runbook section', (alarm) => {
    expect(String(alarm.properties['AlarmDescription']).split(' ').length).toBeGreaterThan(8);
    expect(sections).toContain(runbookOf(alarm));
  });

  it.each(alarms)('$path notifies a person', ({ properties, stack }) => {
    const [action] = list(properties['AlarmActions']);
    expect(installation.find(installation.nameOf(action, stack))?.type).toBe('AWS::SNS::Topic');
  });
});

describe('failures', () => {
  const filters = installation.of('AWS::Logs::MetricFilter');
  const metricOf = ({ properties }: Resource) => (properties['MetricTransformations'] as Json[])[0] ?? {};
  const countedIn = (name: string) =>
    filters
      .filter((filter) => metricOf(filter)['MetricName'] === name)
      .map(({ properties, stack }) => installation.nameOf(properties['LogGroupName'], stack));

  it.each(functions)('errors of $name are counted from its log, and an alarm watches the count', (each) => {
    const group = (each.resource.properties['LoggingConfig'] as Json)['LogGroup'];
    expect(countedIn('FunctionErrors')).toContain(installation.nameOf(group, each.resource.stack));
    expect(alarmsOf('FunctionErrors')).toHaveLength(1);
  });

  it('count what the logger writes as an error, and what Lambda writes of a run that ended badly', () => {
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockReturnValue(true),
    );
    logger.error('failed', { error: new Error('x') });
    const written = spies.flatMap((spy) => spy.mock.calls.map(([text]) => String(text))).join('');
    for (const spy of spies) spy.mockRestore();
    expect(ERROR_TERMS.some((term) => written.includes(term))).toBe(true);
    const pattern = filters.find((filter) => metricOf(filter)['MetricName'] === 'FunctionErrors')?.properties;
    expect(pattern?.['FilterPattern']).toBe('?"\\"level\\":\\"ERROR\\"" ?"Status: timeout" ?"Status: error"');
  });

  it('provider refusals are counted at every sender', () => {
    const senders = functions.filter(({ environment }) => environment['CHANNEL'] !== undefined);
    expect(countedIn('SendsTriedAgain')).toHaveLength(senders.length);
    expect(alarmsOf('SendsTriedAgain').map(runbookOf)).toEqual(['provider-outage']);
  });

  it('every queue has a dead-letter queue with an alarm (asserted in the queues test), or is one', () => {
    const watched = watchedBy('ApproximateNumberOfMessagesVisible', 'QueueName');
    const queues = installation.of('AWS::SQS::Queue');
    const unseen = queues.filter((queue) => {
      const redrive = queue.properties['RedrivePolicy'] as Json | undefined;
      const target = redrive
        ? installation.nameOf(redrive['deadLetterTargetArn'], queue.stack)
        : nameOf(queue);
      return !watched.includes(target);
    });
    expect(unseen.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['WakeProfiles', 300, 2],
    ['GuardBudgets', 3600, 3],
  ])(
    '%s raises an alarm when it does not run: missing data is a breach',
    (name, Period, EvaluationPeriods) => {
      const lambda = functions.find((each) => each.name === name)?.resource as Resource;
      const alarm = alarmsOf('Invocations').find(({ properties, stack }) =>
        (properties['Dimensions'] as Json[]).some(
          ({ Value }) => installation.nameOf(Value, stack) === nameOf(lambda),
        ),
      );
      expect(alarm?.properties).toMatchObject({
        Period,
        EvaluationPeriods,
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
    },
  );

  it('functions that are throttled, anywhere in the account: they share its concurrent runs', () => {
    expect(
      alarmsOf('Throttles').map(({ properties }) => [properties['Namespace'], properties['Dimensions']]),
    ).toEqual([['AWS/Lambda', undefined]]);
  });

  it('late messages are counted at every function that a queue feeds', () => {
    const fed = installation.of('AWS::Lambda::EventSourceMapping');
    expect(countedIn('LateMessages')).toHaveLength(fed.length);
    expect(alarmsOf('LateMessages').map(runbookOf)).toEqual(['stuck-queue']);
  });

  it('none goes off after a quiet deployment: the guard, whose alarm looks back for hours, runs once at its end', () => {
    const rules = installation.of('AWS::Events::Rule').filter(({ stack }) => stack === 'CairnMoney');
    const guard = functions.find(({ name }) => name === 'GuardBudgets')?.resource as Resource;
    const after = rules.find(({ properties }) => properties['EventPattern'] !== undefined);
    expect(after?.properties['EventPattern']).toMatchObject({
      source: ['aws.cloudformation'],
      detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] } },
    });
    const [target] = (after?.properties['Targets'] ?? []) as Json[];
    expect(installation.nameOf(target?.['Arn'], 'CairnMoney')).toBe(nameOf(guard));
  });

  it('the door, and the reputation with mail providers', () => {
    expect(alarmsOf('5xx')).toHaveLength(1);
    expect(alarmsOf('Reputation.BounceRate')[0]?.properties).toMatchObject({ Threshold: 0.05 });
    expect(alarmsOf('Reputation.ComplaintRate')[0]?.properties).toMatchObject({ Threshold: 0.001 });
  });
});

it("where the company's own gateway sends there is no alarm and no widget on the rates of SES", () => {
  const { resources } = new Installation(GATEWAY);
  const ours = resources.filter(({ type }) => type.startsWith('AWS::CloudWatch::'));
  expect(ours.length).toBe(alarms.length - 1);
  expect(JSON.stringify(ours.map(({ properties }) => properties))).not.toContain('Reputation');
});

describe('the dashboard', () => {
  const [dashboard, ...more] = installation.of('AWS::CloudWatch::Dashboard');
  const body = bodyOf(dashboard as Resource);
  const widgets = (JSON.parse(body) as { widgets: Widget[] }).widgets;
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

  it('has at most 50 metrics and there is only one: an account has three free, more are 3 USD a month', () => {
    expect(more).toEqual([]);
    const distinct = new Set(metrics.map((metric) => JSON.stringify(names(metric))));
    expect(distinct.size).toBeGreaterThan(20);
    expect(distinct.size).toBeLessThanOrEqual(50);
  });

  it('shows the age of every working queue, and every dead-letter queue', () => {
    for (const queue of installation.of('AWS::SQS::Queue')) {
      const wanted = queue.properties['RedrivePolicy']
        ? 'ApproximateAgeOfOldestMessage'
        : 'ApproximateNumberOfMessagesVisible';
      expect(
        metrics.some((metric) => metric.includes(wanted) && metric.includes(nameOf(queue))),
        queue.path,
      ).toBe(true);
    }
  });

  it('shows the throttles of every table', () => {
    for (const table of installation.of('AWS::DynamoDB::Table'))
      for (const name of ['ReadThrottleEvents', 'WriteThrottleEvents'])
        expect(
          metrics.some((metric) => metric.includes(name) && metric.includes(nameOf(table))),
          table.path,
        ).toBe(true);
  });

  it('draws the lines at which SES puts an account under review', () => {
    const lines = widgets.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
    expect(lines.map(({ value }) => value)).toEqual(expect.arrayContaining([0.05, 0.001]));
  });

  const queries = widgets.flatMap(({ properties }) => properties.query ?? []);
  it.each(queries)('queries logs for fields that lines have: %s', (query) => {
    const [sources, lines] = [query.match(/SOURCE '[^']+'/g) ?? [], query.replace(/SOURCE '[^']+'/g, '')];
    for (const source of sources)
      expect(installation.find(source.slice(8, -1))?.type).toBe('AWS::Logs::LogGroup');
    const words =
      /^(filter|fields|sort|stats|count|sum|max|latest|as|by|desc|and|bin|m|waits|lines|sends|error)$/;
    const asked = lines.replace(/"[^"]*"/g, '').match(/(?<![@\w])[a-zA-Z]\w*/g) ?? [];
    const fields = asked.filter((name) => !words.test(name) && name !== '5m');
    expect(fields.filter((name) => !(name in LogLine.shape) && name !== 'name')).toEqual([]);
  });

  it('shows errors of all functions', () => {
    const errors = queries.find((query) => query.includes('level = "ERROR"')) ?? '';
    expect(errors.match(/SOURCE/g)).toHaveLength(functions.length);
  });
});

interface Widget {
  properties: {
    query?: string;
    metrics?: unknown[][];
    annotations?: { horizontal?: { value: number }[] };
  };
}

/** Namespace, name and dimensions, without statistic or label. */
const names = (metric: unknown[]): unknown[] => metric.filter((part) => typeof part === 'string');

/** The body with every reference replaced by the name of its resource. */
function bodyOf({ properties, stack }: Resource): string {
  return installation.nameOf(properties['DashboardBody'], stack);
}

describe('the runbooks', () => {
  it('find exactly one queue, table, function or log, by their shell function', () => {
    const asked = [
      ...runbooks.matchAll(/\(name (Cairn\w+) (\w+)\)/g),
      ...['Mailbox', 'Timers', ...sendChannels.map(sendsQueueId)].map((queue) => [
        '',
        'CairnProfiles',
        `${queue}DeadLetters`,
      ]),
    ];
    expect(asked.length).toBeGreaterThan(15);
    const [define = ''] = /^name\(\) [\s\S]*?; \}$/m.exec(runbooks) ?? [];
    const answers = installation.resources.map(({ stack, id, type }) => `${stack} ${id}\t${type}`).join('\n');
    const script = [
      // Mimics the command line's response: each resource of the stack, its logical id and its name.
      'aws() { grep "^$4 " <<< "$ANSWERS" | cut -d " " -f 2; }',
      define,
      ...asked.map(([, stack, id]) => `echo ${stack} ${id} $(name ${stack} ${id})`),
    ].join('\n');
    const { stdout, stderr } = spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, ANSWERS: answers },
    });
    expect(stderr).toBe('');
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(found.length).toBe(asked.length);
    const kinds = {
      Function: 'AWS::Lambda::Function',
      Logs: LOG,
      AccessLog: LOG,
      Table: 'AWS::DynamoDB::Table',
    };
    for (const [stack, id = '', ...types] of found) {
      const [, type = 'AWS::SQS::Queue'] = Object.entries(kinds).find(([end]) => id.endsWith(end)) ?? [];
      expect(types, `${stack} ${id}`).toEqual([type]);
    }
  });

  it('have a section for tasks without an alarm: poison, restore, a cut', () => {
    expect(sections).toEqual(expect.arrayContaining(['poisoned-message', 'restore']));
  });

  it('state in each section how it shows, what is safe, what to do and when it is over', () => {
    for (const text of runbooks.split(/^## /m).slice(1))
      for (const part of ['**Shows.**', '**Safe', '**Do.**', '**Over when**'])
        expect(text, text.slice(0, 30)).toContain(part);
  });
});
