/** Push by End User Messaging. It reports nothing on the bus: the app itself posts opens. */
import { arnOf, type ChannelInfra } from '../../infra/constructs/channel-infra.ts';
import { setting } from '../../infra/settings.ts';

export const pushInfra: ChannelInfra = {
  maximumConcurrency: 10,
  keyServices: [],
  reports: [],
  access(stack) {
    const application = setting(stack, 'pushApplicationId');
    return {
      settings: { PUSH_APPLICATION_ID: application },
      action: 'mobiletargeting:SendMessages',
      resources: [arnOf('mobiletargeting', `apps/${application}/messages`)],
    };
  },
};
