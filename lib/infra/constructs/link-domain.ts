/**
 * The company's own domain in front of the HTTP API, so that links in messages carry a name their readers know. Where
 * the zone is not in this account, the output states the record to create there.
 */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { type CfnApi, CfnApiMapping, CfnDomainName, type CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Settings } from '../context.ts';

export function addLinkDomain(
  stack: Stack,
  { linkDomain, linkCertificateArn, hostedZoneId }: Settings,
  { api, stage }: { api: CfnApi; stage: CfnStage },
): void {
  if (linkDomain === undefined) return;
  const domain = new CfnDomainName(stack, 'LinkDomain', {
    domainName: linkDomain,
    domainNameConfigurations: [
      { certificateArn: linkCertificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' },
    ],
  });
  const mapping = new CfnApiMapping(stack, 'LinkMapping', {
    apiId: api.ref,
    domainName: domain.ref,
    stage: stage.ref,
  });
  mapping.addResourceDependency(stage);
  const target = domain.attrRegionalDomainName;
  if (hostedZoneId === undefined) {
    new CfnOutput(stack, 'LinkDomainRecord', { value: `${linkDomain} CNAME ${target}` });
    return;
  }
  new CfnRecordSet(stack, 'LinkRecord', {
    hostedZoneId,
    name: linkDomain,
    type: 'A',
    aliasTarget: { dnsName: target, hostedZoneId: domain.attrRegionalHostedZoneId },
  });
}
