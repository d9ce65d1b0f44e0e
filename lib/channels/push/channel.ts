// Push: to the newest device of a profile. The ids travel in the data, so that the app can report opens with them.
import type { Device } from '../../domain/profile/state.ts';
import { isSealed } from '../../domain/sealing/sealed.ts';
import { deviceAddress } from '../addresses.ts';
import type { ChannelModule } from '../channel-module.ts';
import { oneLine, trimmed } from '../clean.ts';

export interface PushMessage {
  to: string;
  platform: Device['platform'];
  title: string;
  text: string;
  url?: string;
  data: Record<string, string>;
}

export const push: ChannelModule<'push', PushMessage> = {
  spellings: ['push notification', 'push notifications', 'app push', 'mobile push'],
  words: { en: 'notifications', de: 'Mitteilungen', zh: '推送通知' },
  address: deviceAddress,
  fields: {
    title: ['text', 200, oneLine],
    text: ['text', 1_500, trimmed],
    url: ['text', 1_500, trimmed],
  },
  units: () => 1,
  message({ title, text, url }, { to, ids, address }) {
    const platform = isSealed(address) ? 'android' : address.platform;
    return { to, platform, title, text, ...(url ? { url } : {}), data: ids };
  },
  posted: ({ to, platform, title, text, url }) => ({
    to,
    platform,
    title,
    text,
    ...(url === undefined ? {} : { url }),
  }),
};
