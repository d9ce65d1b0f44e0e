// Short links in memory.
import type { ShortLink, ShortLinks } from '../../ports/short-links.ts';

export function inMemoryShortLinks(): ShortLinks {
  const stored = new Map<string, ShortLink>();
  return {
    async put(code, link) {
      const before = stored.get(code);
      if (before && before.token !== link.token) return false;
      stored.set(code, { ...link });
      return true;
    },
    async find(code) {
      return stored.get(code);
    },
  };
}
