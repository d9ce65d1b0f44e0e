/** The doors: HTTP routes, the bus, providers' reports, the schedules. */
import { describe, expect, it } from 'vitest';
import { Installation, type Json, type Resource } from './installation.ts';

const installation = new Installation();

function functionName(value: unknown, stack: string): string {
  return installation.find(installation.nameOf(value, stack))?.path.split('/')[1] ?? 'nobody';
}

describe('the HTTP API', () => {
  const routes = new Map(
    installation.of('AWS::ApiGatewayV2::Route').map((route) => {
      const target = installation
        .nameOf(route.properties['Target'], route.stack)
        .replace(/^integrations\//, '');
      const integration = installation.find(target) as Resource;
      return [
        String(route.properties['RouteKey']),
        functionName(integration.properties['IntegrationUri'], integration.stack),
      ] as const;
    }),
  );

  it.each([
    [
      'IngestEvents',
      ['track', 'identify', 'page', 'screen', 'group', 'alias', 'batch'].map((call) => `POST /v1/${call}`),
    ],
    ['IngestEvents', ['t', 'i', 'p', 's', 'g', 'a', 'b'].map((call) => `POST /v1/${call}`)],
    ['IngestEvents', ['POST /v1/spend', 'GET /v1/projects/{key}/settings', 'POST /beacon/v1/batch']],
    ['IngestEvents', ['GET', 'HEAD'].map((method) => `${method} /sourceConfig`)],
    ['IngestEvents', ['GET', 'HEAD'].map((method) => `${method} /sourceConfig/{proxy+}`)],
    [
      'ServeRecipients',
      [
        'POST /u/{token}',
        ...['u', 'c', 's', 'o'].flatMap((kind) => [`GET /${kind}/{token}`, `HEAD /${kind}/{token}`]),
      ],
    ],
    [
      'OperateApi',
      ['journeys', 'segments', 'templates', 'budgets', 'channels'].flatMap((kind) =>
        ['GET', 'PUT', 'DELETE'].map((method) => `${method} /v1/${kind}/{id}`),
      ),
    ],
    ['OperateApi', ['GET /v1/program', 'POST /v1/program/publish', 'POST /v1/program/rollback']],
    ['OperateApi', ['', '/timeline', '/why'].map((rest) => `GET /v1/profiles/{address}${rest}`)],
    ['OperateApi', ['GET /v1/quarantine', 'POST /v1/quarantine/{id}/release']],
    [
      'OperateApi',
      [
        'GET /v1/budgets/{id}/decisions',
        'POST /v1/budgets/{id}/decisions/{n}/approve',
        'POST /v1/budgets/{id}/decisions/{n}/revert',
        'POST /v1/budgets/{id}/adjust',
      ],
    ],
    ['OperateApi', ['GET /v1/reports/roi']],
    ['OperateApi', ['GET /v1/keys', 'POST /v1/keys', 'POST /v1/keys/{id}/rotate', 'DELETE /v1/keys/{id}']],
    ['OperateApi', ['GET /v1/openapi.json', 'GET /openapi.json', 'GET /health']],
  ])('routes to %s: %j', (name, keys) => {
    for (const key of keys) expect(routes.get(key), key).toBe(name);
  });

  it('lists every route, and stays under the 300 that API Gateway allows', () => {
    expect(routes.size).toBeLessThan(300);
    const greedy = [...routes.keys()].filter((key) => key.includes('+') || key.includes('$'));
    // For addresses with a slash, which the gateway has decoded before it looks for a route, and for an SDK's own slash.
    expect(greedy.toSorted()).toEqual([
      'GET /sourceConfig/{proxy+}',
      'GET /v1/profiles/{rest+}',
      'HEAD /sourceConfig/{proxy+}',
      'POST /v1/profiles/{rest+}',
    ]);
  });

  it('has no route that ends in a slash, which API Gateway refuses', () => {
    expect([...routes.keys()].filter((key) => key.endsWith('/'))).toEqual([]);
  });

  it("lets other origins post events and press a recipient's button, but not change a program", () => {
    const cors = installation.of('AWS::ApiGatewayV2::Api')[0]?.properties['CorsConfiguration'] as Json;
    expect(cors['AllowMethods']).toEqual(['GET', 'HEAD', 'POST', 'OPTIONS']);
  });

  it('lets a beacon with JSON through, which asks for credentials: API Gateway refuses them with the origin *', () => {
    const cors = installation.of('AWS::ApiGatewayV2::Api')[0]?.properties['CorsConfiguration'] as Json;
    expect(cors).toMatchObject({ AllowCredentials: true, AllowOrigins: ['https://*', 'http://*'] });
  });

  it('allows any header, and by name those that * does not cover', () => {
    const cors = installation.of('AWS::ApiGatewayV2::Api')[0]?.properties['CorsConfiguration'] as Json;
    expect(cors['AllowHeaders']).toEqual(
      expect.arrayContaining([
        '*',
        'authorization',
        'content-type',
        'anonymousid',
        'sentat',
        'x-retry-count',
      ]),
    );
  });

  it("logs the route's key and neither path, address nor agent (I9)", () => {
    const stage = installation.of('AWS::ApiGatewayV2::Stage')[0]?.properties as Json;
    const format = JSON.parse(String((stage['AccessLogSettings'] as Json)['Format'])) as Record<
      string,
      string
    >;
    expect(Object.values(format)).toContain('$context.routeKey');
    expect(Object.values(format).join(' ')).not.toMatch(/path|sourceIp|userAgent|authorizer|domain/i);
  });

  it('throttles each intake route separately, so that a flood there leaves the others open', () => {
    const stage = installation.of('AWS::ApiGatewayV2::Stage')[0]?.properties as Json;
    const limits = stage['RouteSettings'] as Record<string, Json>;
    expect(limits['POST /v1/batch']).toEqual({ ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000 });
    expect(Object.keys(limits).filter((key) => !routes.has(key))).toEqual([]);
    expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
  });
});

describe('rules', () => {
  const rules = installation.of('AWS::Events::Rule').map(({ properties, stack }) => {
    const [target] = properties['Targets'] as Json[];
    return { properties, stack, target: target as Json, calls: functionName(target?.['Arn'], stack) };
  });

  it('call functions on schedule', () => {
    const scheduled = rules.filter(({ properties }) => properties['ScheduleExpression'] !== undefined);
    expect(
      scheduled.map(({ calls, properties }) => `${calls} ${String(properties['ScheduleExpression'])}`).sort(),
    ).toEqual(['GuardBudgets rate(1 hour)', 'SettleLeases rate(1 hour)', 'WakeProfiles rate(1 minute)']);
  });

  it('take everything from the bus except what Cairn itself publishes there', () => {
    const fromBus = rules.find(({ calls }) => calls === 'IngestBusEvents');
    expect(fromBus?.properties['EventPattern']).toEqual({ source: [{ 'anything-but': ['cairn'] }] });
    const bus = installation.nameOf(fromBus?.properties['EventBusName'], fromBus?.stack ?? '');
    expect(installation.find(bus)?.type).toBe('AWS::Events::EventBus');
  });

  it("take providers' reports from the default bus, where providers put them", () => {
    const receipts = rules.filter(({ calls }) => calls === 'RecordReceipts');
    expect(receipts.map(({ properties }) => properties['EventPattern'])).toEqual([
      { source: ['aws.ses'] },
      { source: ['aws.sms-voice'] },
    ]);
    for (const { properties } of receipts) expect(properties['EventBusName']).toBeUndefined();
  });

  it("get receipts from the configuration set that mail is sent with, the stack's own or another", () => {
    const [destination, ...more] = installation.of('AWS::SES::ConfigurationSetEventDestination');
    expect(more).toEqual([]);
    const { ConfigurationSetName, EventDestination } = destination?.properties ?? {};
    const sender = installation.functions().find(({ name }) => name === 'SendEmail');
    const set = installation.nameOf(ConfigurationSetName, 'CairnSending');
    expect(set).toMatch(/^CairnSending\/SesConfigurationSet or CairnSending\/MailEvents/);
    expect(sender?.environment['SES_CONFIGURATION_SET']).toBe(set);
    expect(EventDestination).toMatchObject({ Enabled: true, EventBridgeDestination: {} });
  });

  it('keep events that they cannot deliver, as do the functions they call when they fail', () => {
    const invokes = installation.of('AWS::Lambda::EventInvokeConfig');
    for (const { target, stack, calls } of rules) {
      const kept = installation.nameOf((target['DeadLetterConfig'] as Json)['Arn'], stack);
      expect(installation.find(kept)?.path).toBe('CairnProfiles/Undelivered/Resource');
      const config = invokes.find(
        ({ properties, stack: own }) => functionName(properties['FunctionName'], own) === calls,
      );
      const failed = (config?.properties['DestinationConfig'] as Json | undefined)?.['OnFailure'] as
        | Json
        | undefined;
      expect(installation.nameOf(failed?.['Destination'] ?? '', config?.stack ?? ''), calls).toBe(kept);
    }
  });

  it('may call their function', () => {
    const permissions = installation.of('AWS::Lambda::Permission');
    for (const rule of installation.of('AWS::Events::Rule')) {
      const own = permissions.find(
        ({ properties, stack }) =>
          installation.nameOf(properties['SourceArn'], stack) === `${rule.stack}/${rule.id}`,
      );
      const [target] = rule.properties['Targets'] as Json[];
      expect(functionName(own?.properties['FunctionName'], own?.stack ?? '')).toBe(
        functionName(target?.['Arn'], rule.stack),
      );
    }
  });
});

describe('replies by SMS', () => {
  it('reach record-receipts, or the queue of undelivered events', () => {
    const answers = installation
      .of('AWS::SNS::Subscription')
      .filter(({ properties }) => properties['Protocol'] === 'lambda');
    expect(answers).toHaveLength(1);
    const [{ properties, stack } = { properties: {} as Json, stack: '' }] = answers;
    expect(functionName(properties['Endpoint'], stack)).toBe('RecordReceipts');
    const kept = (properties['RedrivePolicy'] as Json)['deadLetterTargetArn'];
    expect(installation.find(installation.nameOf(kept, stack))?.path).toBe(
      'CairnProfiles/Undelivered/Resource',
    );
  });
});
