/**
 * Routes of the HTTP API that one function answers. One integration and one permission a function: a permission for
 * each route would pass the size that Lambda allows a function's policy.
 */
import { Aws, Validations } from 'aws-cdk-lib';
import { type CfnApi, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export interface HttpRoutesProps {
  readonly api: CfnApi;
  readonly target: ServiceFunction;
  /** 'METHOD /path/{name}' as API Gateway writes them. */
  readonly routeKeys: readonly string[];
  /** Who may call, and where that is checked, since the gateway itself checks nobody. */
  readonly authorizedBy: string;
}

export class HttpRoutes extends Construct {
  readonly routes: readonly CfnRoute[];

  constructor(scope: Construct, id: string, props: HttpRoutesProps) {
    super(scope, id);
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: props.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: props.target.lambda.functionArn,
      payloadFormatVersion: '2.0',
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: props.target.lambda.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${props.api.ref}/*`,
    });
    this.routes = props.routeKeys.map(
      (routeKey) =>
        new CfnRoute(this, routeId(routeKey), {
          apiId: props.api.ref,
          routeKey,
          target: `integrations/${integration.ref}`,
        }),
    );
    Validations.of(this).acknowledge({ id: 'AwsSolutions-APIG4', reason: props.authorizedBy });
  }
}

/** `POST /v1/budgets/{id}/adjust` -> `PostV1BudgetsIdAdjust`: stable, so that adding a route moves no other. */
function routeId(routeKey: string): string {
  return routeKey
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('');
}
