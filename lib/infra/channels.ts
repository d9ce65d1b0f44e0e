/** The channels as the stacks deploy them, and the names of each one's resources. Names never change: installations use them. */
import type { SendChannel } from '../../schemas/names.ts';
import { emailInfra } from '../channels/email/infra.ts';
import { pushInfra } from '../channels/push/infra.ts';
import { smsInfra } from '../channels/sms/infra.ts';
import type { ChannelInfra } from './constructs/channel-infra.ts';

export const channelInfra: { readonly [C in SendChannel]: ChannelInfra } = {
  email: emailInfra,
  sms: smsInfra,
  push: pushInfra,
};

const capital = (channel: SendChannel): string => `${channel[0]?.toUpperCase()}${channel.slice(1)}`;
export const sendsQueueId = (channel: SendChannel): string => `Sends${capital(channel)}`;
export const senderId = (channel: SendChannel): string => `Send${capital(channel)}`;
