/**
 * The money stack: buckets of revenue and spend, budgets and leases, the bus and the topic for announcements, the
 * projection of facts and the guard that cuts.
 */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { DataTable } from '../constructs/data-table.ts';
import { EventRoute } from '../constructs/event-route.ts';
import { subscribeEmail } from '../constructs/installation.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { type CairnStackProps, FACTS_TIMEOUT, type ProfilesStack } from './profiles-stack.ts';

export interface MoneyStackProps extends CairnStackProps {
  readonly profiles: ProfilesStack;
}

export class MoneyStack extends Stack {
  readonly money: DataTable;
  readonly finance: Topic;
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: MoneyStackProps) {
    super(scope, id, props);
    const { bundles, profiles } = props;
    this.money = new DataTable(this, 'Money', {
      variable: 'MONEY_TABLE',
      key: profiles.key,
      removeData: props.settings.removeData === 'yes',
    });
    this.finance = new Topic(this, 'Finance', { masterKey: profiles.key, enforceSSL: true });
    subscribeEmail(this, 'financeEmail', this.finance);
    this.bus = new EventBus(this, 'Bus');
    new CfnOutput(this, 'EventBusName', { value: this.bus.eventBusName });

    new ServiceFunction(this, 'ProjectFacts', { bundle: 'project-facts', bundles, timeout: FACTS_TIMEOUT })
      .usesTable(this.money, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem'])
      .readsPrograms(profiles.programs)
      // Every instance puts the totals of the same days: more instances would only make one another retry.
      .consumes(profiles.facts, { batchSize: 100, window: Duration.seconds(1), maximumConcurrency: 10 });

    const guard = new ServiceFunction(this, 'GuardBudgets', {
      bundle: 'guard-budgets',
      bundles,
      timeout: Duration.seconds(60),
      settings: { API_URL: profiles.apiUrl },
    })
      .usesTable(this.money, ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      .usesTable(profiles.system, ['GetItem'])
      .readsPrograms(profiles.programs)
      .publishesTo('FINANCE_TOPIC_ARN', this.finance, profiles.key)
      .putsEventsOn(this.bus)
      .givesUpTo(profiles.undelivered, profiles.key, 3);
    new EventRoute(this, 'EachHour', {
      description: 'Looks at the return of every channel and cuts where it dipped',
      target: guard,
      undelivered: profiles.undelivered,
      schedule: Schedule.rate(Duration.hours(1)),
      maximumAge: 3600,
    });
    // Its alarm looks back three hours and must not go off where there was no hour yet.
    new EventRoute(this, 'AfterDeployment', {
      description: 'Looks at every channel once this stack is deployed',
      target: guard,
      undelivered: profiles.undelivered,
      pattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [this.stackId],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
      maximumAge: 3600,
    });
  }
}
