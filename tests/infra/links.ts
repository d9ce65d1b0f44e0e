/** An installation with links on a domain of its own, in a zone of its own. */
export const LINKS = {
  linkDomain: 'links.shop.example',
  linkCertificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d',
  hostedZoneId: 'Z0123456789ABC',
};
