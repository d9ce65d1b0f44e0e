// Each channel's AWS provider, built from its function's environment; throws if a setting is missing.
import type { SendChannel } from '../../schemas/names.ts';
import type { Provider } from '../ports/provider.ts';
import type { Messages } from './channels.ts';
import { emailProvider } from './email/ses-provider.ts';
import { pushProvider } from './push/pinpoint-provider.ts';
import { smsProvider } from './sms/sms-voice-provider.ts';

export const providers: { [C in SendChannel]: () => Provider<Messages[C]> } = {
  email: emailProvider,
  sms: smsProvider,
  push: pushProvider,
};
