/** Links on the company's own domain. */
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Installation, type Json } from './installation.ts';
import { LINKS } from './links.ts';

const outputs = (installation: Installation) =>
  (Template.fromStack(installation.built.intake).toJSON() as { Outputs: Record<string, { Value: unknown }> })
    .Outputs;
const bases = (installation: Installation) =>
  new Set(
    installation
      .functions()
      .filter(({ name }) => name.startsWith('Send'))
      .map(({ environment }) => environment['LINK_BASE_URL']),
  );

describe('a domain for links', () => {
  const own = new Installation(LINKS);

  it('serves the API under the certificate, over TLS 1.2 at least', () => {
    const [domain] = own.of('AWS::ApiGatewayV2::DomainName');
    expect(domain?.properties).toMatchObject({
      DomainName: LINKS.linkDomain,
      DomainNameConfigurations: [
        { CertificateArn: LINKS.linkCertificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
    const [mapping] = own.of('AWS::ApiGatewayV2::ApiMapping');
    const named = ['ApiId', 'DomainName', 'Stage'].map(
      (name) => own.find(own.nameOf(mapping?.properties[name], 'CairnIntake'))?.type,
    );
    expect(named).toEqual(['Api', 'DomainName', 'Stage'].map((type) => `AWS::ApiGatewayV2::${type}`));
  });

  it('is the base of links in messages', () => {
    expect(bases(own)).toEqual(new Set([`CairnSending/LinkBaseUrl or https://${LINKS.linkDomain}`]));
  });

  it('gets its DNS record where the zone is known, and otherwise an output states the record to create', () => {
    const [record] = own.of('AWS::Route53::RecordSet');
    expect(record?.properties).toMatchObject({
      Name: LINKS.linkDomain,
      HostedZoneId: LINKS.hostedZoneId,
      Type: 'A',
    });
    const { AliasTarget } = record?.properties ?? {};
    const alias = (AliasTarget as Json)['DNSName'];
    expect(own.find(own.nameOf(alias, 'CairnIntake'))?.type).toBe('AWS::ApiGatewayV2::DomainName');
    expect(outputs(own)['LinkDomainRecord']).toBeUndefined();
    const elsewhere = new Installation({ ...LINKS, hostedZoneId: '' });
    expect(elsewhere.of('AWS::Route53::RecordSet')).toEqual([]);
    const { Value } = outputs(elsewhere)['LinkDomainRecord'] ?? {};
    const [first] = (Value as { 'Fn::Join': [string, string[]] })['Fn::Join'][1];
    expect(first).toBe('links.shop.example CNAME ');
  });

  it('is left out where none was named: links then lead to the API itself', () => {
    const plain = new Installation();
    expect(plain.of('AWS::ApiGatewayV2::DomainName')).toEqual([]);
    expect(bases(plain)).toEqual(new Set(['CairnSending/LinkBaseUrl or CairnProfiles/Api']));
  });
});
