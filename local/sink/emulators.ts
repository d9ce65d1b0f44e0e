// Separate emulated providers for each sink: their state (opt-outs) ends with the sink.

import type { SendChannel } from '../../schemas/names.ts';
import { emailEmulator } from './email.ts';
import type { Emulator } from './emulator.ts';
import { pushEmulator } from './push.ts';
import { smsEmulator } from './sms.ts';

export const emulators: { readonly [C in SendChannel]: () => Emulator } = {
  email: emailEmulator,
  sms: smsEmulator,
  push: pushEmulator,
};
