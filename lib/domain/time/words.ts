// Times as people read them: in words and in a zone that is named, never as a bare ISO stamp.

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...({ day: 'numeric', month: 'long', year: 'numeric' } as const),
    ...({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const),
    timeZone,
  });
  formats.set(timeZone, format);
  return format;
}

/** `1 December 2026 at 00:00 CET` */
export const momentInWords = (at: number, timeZone: string): string => formatOf(timeZone).format(at);

/** `1 December 2026`, of `2026-12-01`. */
export const dayInWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));

const UNITS = { W: 'week', D: 'day', H: 'hour', M: 'minute', S: 'second' } as const;

/** `7 days`, of `P7D`: the durations that the Duration schema accepts. */
export function durationInWords(duration: string): string {
  const parts = [...duration.matchAll(/(\d+)([WDHMS])/g)].map(([, count, unit]) => {
    const name = UNITS[unit as keyof typeof UNITS];
    return `${Number(count)} ${name}${Number(count) === 1 ? '' : 's'}`;
  });
  return parts.join(' and ');
}
