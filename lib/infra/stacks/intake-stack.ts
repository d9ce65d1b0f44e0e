/**
 * The intake stack: everything that is reachable from outside. The HTTP API's routes and stage, the functions behind
 * them, and the rule that takes the same events from the bus.
 */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { EventRoute } from '../constructs/event-route.ts';
import { GATEWAY_SOURCE } from '../constructs/gateway.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { addLinkDomain } from '../constructs/link-domain.ts';
import { People } from '../constructs/people.ts';
import { removal } from '../constructs/removal.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import {
  INTAKE_ROUTES,
  LONG_ADDRESS_ROUTES,
  OPEN_ROUTES,
  OPERATOR_ROUTES,
  RECIPIENT_ROUTES,
} from '../routes.ts';
import { setting, settingOr } from '../settings.ts';
import type { MoneyStack } from './money-stack.ts';
import type { CairnStackProps, ProfilesStack } from './profiles-stack.ts';

export interface IntakeStackProps extends CairnStackProps {
  readonly profiles: ProfilesStack;
  readonly money: MoneyStack;
}

/** API Gateway gives up at 30 s; a door slower than 10 should return 503 instead. */
const DOOR_TIMEOUT = Duration.seconds(10);
/**
 * A full request (2,500 profiles, 250 calls of the mailbox) takes seconds; if it were cut short, it would be posted
 * again for ever.
 */
const INTAKE_TIMEOUT = Duration.seconds(29);

/** Requests per second and the burst above it, per route: a flood at one door leaves the others open. */
const THROTTLES = {
  intake: { throttlingRateLimit: 2000, throttlingBurstLimit: 4000 },
  recipients: { throttlingRateLimit: 500, throttlingBurstLimit: 1000 },
  others: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
};

/**
 * Concurrent runs that a flood of wakes or sends must not take: events, because clients give up, and unsubscribes,
 * because a no must be heard. Each also is the most that the function gets: a run takes some 20 ms.
 */
const RESERVED = { intake: 100, recipients: 50 };

export class IntakeStack extends Stack {
  private readonly props: IntakeStackProps;
  /** The functions that seal and that look up must read a phone number alike. */
  private readonly phoneRegion: string;

  constructor(scope: Construct, id: string, props: IntakeStackProps) {
    super(scope, id, props);
    this.props = props;
    this.phoneRegion = setting(this, 'phoneRegion');
    const intake = this.addIntake();
    const recipients = this.addRecipients();
    const operators = this.addOperators();
    const stage = this.addStage([...intake, ...recipients, ...operators]);
    addLinkDomain(this, props.settings, { api: props.profiles.api, stage });
    this.addBusIntake();
    new CfnOutput(this, 'ApiUrl', { value: props.profiles.apiUrl });
  }

  private addIntake(): HttpRoutes[] {
    const target = this.intakeFunction('IngestEvents', 'ingest-events', INTAKE_TIMEOUT, RESERVED.intake);
    // Spend arrives by HTTP only, and belongs to no profile.
    target.sendsTo(this.props.profiles.facts);
    return [
      new HttpRoutes(this, 'Intake', {
        api: this.props.profiles.api,
        target,
        routeKeys: INTAKE_ROUTES,
        authorizedBy:
          'SDKs send a write key as Basic user name or in the body, which no authorizer sees; ingest-events checks it and its scope first.',
      }),
    ];
  }

  private addBusIntake(): void {
    const { money, profiles, settings } = this.props;
    const gateway = settings.providers === 'webhook';
    const target = this.intakeFunction('IngestBusEvents', 'ingest-bus-events', Duration.seconds(30));
    target.givesUpTo(profiles.undelivered, profiles.key, 3);
    new EventRoute(this, 'FromBus', {
      description:
        "Events that partners and the company's own systems put on the bus; not what Cairn itself says there",
      target,
      undelivered: profiles.undelivered,
      busName: money.bus.eventBusName,
      pattern: { source: [{ 'anything-but': ['cairn', ...(gateway ? [GATEWAY_SOURCE] : [])] }] },
      maximumAge: 86_400,
    });
  }

  private intakeFunction(id: string, bundle: string, timeout: Duration, reserved?: number): ServiceFunction {
    const { profiles, bundles } = this.props;
    const settings = { PHONE_REGION: this.phoneRegion };
    return new ServiceFunction(this, id, {
      bundle,
      bundles,
      timeout,
      settings,
      reserved: reserved && this.reserved(reserved),
    })
      .usesTable(profiles.profiles, ['GetItem', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .usesSealKey(profiles.key, ['match', 'seal'])
      .sendsTo(profiles.mailbox);
  }

  private reserved(runs: number): number | undefined {
    return this.props.settings.reserveConcurrency === 'no' ? undefined : runs;
  }

  private addRecipients(): HttpRoutes[] {
    const { profiles, bundles } = this.props;
    const target = new ServiceFunction(this, 'ServeRecipients', {
      bundle: 'serve-recipients',
      bundles,
      timeout: DOOR_TIMEOUT,
      reserved: this.reserved(RESERVED.recipients),
    })
      .usesTable(profiles.profiles, ['GetItem', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem'])
      .readsPrograms(profiles.programs)
      .usesSealKey(profiles.key, ['link'])
      .sendsTo(profiles.mailbox);
    return [
      new HttpRoutes(this, 'Recipients', {
        api: profiles.api,
        target,
        routeKeys: RECIPIENT_ROUTES,
        authorizedBy:
          'Recipients have no account: the signed token in the path is the authorization, and mail clients post to it by themselves (RFC 8058).',
      }),
    ];
  }

  private addOperators(): HttpRoutes[] {
    const { profiles } = this.props;
    const target = this.operateApi();
    return [
      new HttpRoutes(this, 'Operators', {
        api: profiles.api,
        target,
        routeKeys: [...OPERATOR_ROUTES, ...LONG_ADDRESS_ROUTES],
        authorizedBy:
          'operate-api checks the JWT and the role before anything else, so that a refusal is problem+json with its reason, which a gateway authorizer cannot say.',
      }),
      new HttpRoutes(this, 'Open', {
        api: profiles.api,
        target,
        routeKeys: OPEN_ROUTES,
        authorizedBy: 'The API description and the health check hold nothing that is not public.',
      }),
    ];
  }

  private operateApi(): ServiceFunction {
    const { profiles, money, bundles } = this.props;
    return new ServiceFunction(this, 'OperateApi', {
      bundle: 'operate-api',
      bundles,
      timeout: Duration.seconds(29),
      // Checking a whole program needs a processor, and a person waits for it.
      memory: 1024,
      settings: {
        ...this.issuer(),
        PHONE_REGION: this.phoneRegion,
        BUDGET_CURRENCY: setting(this, 'budgetCurrency'),
        API_URL: profiles.apiUrl,
      },
    })
      .usesTable(profiles.profiles, ['GetItem', 'Query', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .usesTable(money.money, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .readsPrograms(profiles.programs)
      .publishesPrograms(profiles.programs)
      .usesSealKey(profiles.key, ['match', 'open', 'seal'])
      .publishesTo('FINANCE_TOPIC_ARN', money.finance, profiles.key)
      .putsEventsOn(money.bus)
      .sendsTo(profiles.mailbox);
  }

  /** Our own user pool, unless the installation named an issuer. */
  private issuer(): { JWT_ISSUER: string; JWT_AUDIENCE: string } {
    const { jwtIssuer, removeData } = this.props.settings;
    if (jwtIssuer !== undefined)
      return { JWT_ISSUER: setting(this, 'jwtIssuer'), JWT_AUDIENCE: setting(this, 'jwtAudience') };
    const people = new People(this, 'People', { removeData: removeData === 'yes' });
    new CfnOutput(this, 'UserPoolId', { value: people.pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: people.client.userPoolClientId });
    return {
      JWT_ISSUER: settingOr(this, 'jwtIssuer', people.issuer),
      JWT_AUDIENCE: settingOr(this, 'jwtAudience', people.client.userPoolClientId),
    };
  }

  private addStage(groups: readonly HttpRoutes[]): CfnStage {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: removal(this.props.settings.removeData === 'yes'),
    });
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.props.profiles.api.ref,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: THROTTLES.others,
      routeSettings: Object.fromEntries([
        ...INTAKE_ROUTES.map((route) => [route, routeSettings(THROTTLES.intake)]),
        ...RECIPIENT_ROUTES.map((route) => [route, routeSettings(THROTTLES.recipients)]),
      ]),
      accessLogSettings: {
        destinationArn: accessLog.logGroupArn,
        // The route's key and never the path (I9): paths contain addresses and tokens. No IP and no user agent
        // either.
        format: JSON.stringify({
          requestId: '$context.requestId',
          time: '$context.requestTime',
          route: '$context.routeKey',
          status: '$context.status',
          latencyMs: '$context.responseLatency',
          bytes: '$context.responseLength',
          error: '$context.error.responseType',
        }),
      },
    });
    // API Gateway refuses a throttle for a route that does not exist yet.
    for (const group of groups) for (const route of group.routes) stage.addResourceDependency(route);
    return stage;
  }
}

/** The CDK treats `routeSettings` as raw JSON, and therefore does not change the case of its names. */
function routeSettings(throttle: {
  throttlingRateLimit: number;
  throttlingBurstLimit: number;
}): Record<string, number> {
  return {
    ThrottlingRateLimit: throttle.throttlingRateLimit,
    ThrottlingBurstLimit: throttle.throttlingBurstLimit,
  };
}
