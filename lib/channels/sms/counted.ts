// A text message with short links.
import type { Counted } from '../counted.ts';
import { webAddress } from '../web-address.ts';
import { replaceAddresses } from './links.ts';

export const countedSms: Counted<'sms'> = async ({ text }, links) => {
  const own = webAddress(`${links.base}/`);
  return {
    text: await replaceAddresses(text, async (address) => {
      const url = webAddress(address);
      return !url || (own && url.startsWith(own)) ? undefined : links.shortClick(url);
    }),
  };
};
