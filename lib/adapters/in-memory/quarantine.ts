// The quarantine in memory: newest first.
import type { Quarantine, Quarantined } from '../../ports/quarantine.ts';

export function inMemoryQuarantine(): Quarantine {
  const items = new Map<string, Quarantined>();
  return {
    async put(more) {
      for (const item of more) if (!items.has(item.id)) items.set(item.id, structuredClone(item));
    },
    async list({ limit, cursor }) {
      const ids = [...items.keys()].sort().reverse();
      const page = ids.filter((id) => cursor === undefined || id < cursor).slice(0, limit + 1);
      const found = page.slice(0, limit).flatMap((id) => items.get(id) ?? []);
      return { items: structuredClone(found), ...(page.length > limit ? { cursor: page[limit - 1] } : {}) };
    },
    async notes(from, to) {
      return [...items.values()]
        .filter(({ at }) => at >= from && at < to)
        .map(({ at, event, releasedAt }) => ({ at, event, releasedAt }));
    },
    async get(id) {
      const item = items.get(id);
      return item && structuredClone(item);
    },
    async markOpened(id, opened) {
      const item = items.get(id);
      if (item) item.opened = [...(item.opened ?? []), opened];
      return item !== undefined;
    },
    async markReleased(id, at) {
      const item = items.get(id);
      if (!item || item.releasedAt !== undefined) return false;
      item.releasedAt = at;
      return true;
    },
  };
}
