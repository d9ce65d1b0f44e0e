/** An installation without any AWS provider, as in AWS's China regions. */
export const GATEWAY = {
  region: 'cn-north-1',
  providers: 'webhook',
  webhookUrl: 'https://gateway.shop.example/messages',
  jwtIssuer: 'https://id.shop.example',
  jwtAudience: 'cairn',
};
