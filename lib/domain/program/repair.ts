// What a value was probably meant to be, where its schema refuses it: only what the schema then accepts is proposed.

type Accepts = (value: unknown) => boolean;

/** `; write 3 without quotation marks`, say, or nothing. */
export function repair(value: unknown, accepts: Accepts): string {
  if (typeof value === 'string') return repairText(value, accepts);
  if (typeof value === 'number' && accepts(String(value))) return `; write "${value}" in quotation marks`;
  return '';
}

function repairText(text: string, accepts: Accepts): string {
  const bare = valueIn(text);
  if (bare !== undefined && accepts(bare)) return `; write ${bare} without quotation marks`;
  const duration = durationIn(text, accepts);
  if (duration) return `: ${duration}`;
  const better = rewritten(text).find(accepts);
  return better === undefined ? '' : `; write "${better}"`;
}

function valueIn(text: string): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Other ways to write the same: spaces, case, decimal commas, missing zeros. */
function rewritten(text: string): string[] {
  const trimmed = text.trim();
  const money = /^([A-Z]{3})\s*([\d.,]+)$|^([\d.,]+)\s*([A-Z]{3})$/i.exec(trimmed);
  const amount = (money?.[2] ?? money?.[3] ?? '').replace(/,(\d{1,2})$/, '.$1').replaceAll(',', '');
  return [
    trimmed,
    trimmed.toUpperCase(),
    trimmed.toLowerCase().replaceAll(/[\s_]+/g, '-'),
    ...(/^\d/.test(trimmed) ? [`0${trimmed}`, `${trimmed}%`] : []),
    trimmed.replaceAll(/\s+/g, ''),
    trimmed.replace(/^24:/, '00:'),
    `${amount} ${(money?.[1] ?? money?.[4] ?? '').toUpperCase()}`,
  ];
}

const UNITS = [
  { name: 'second', letter: 'S', iso: (n: string) => `PT${n}S`, words: /^(s|secs?|seconds?)$/i },
  { name: 'minute', letter: 'M', iso: (n: string) => `PT${n}M`, words: /^(m|mins?|minutes?)$/i },
  { name: 'hour', letter: 'H', iso: (n: string) => `PT${n}H`, words: /^(h|hrs?|hours?)$/i },
  { name: 'day', letter: 'D', iso: (n: string) => `P${n}D`, words: /^(d|days?)$/i },
  { name: 'week', letter: 'W', iso: (n: string) => `P${n}W`, words: /^(w|wks?|weeks?)$/i },
  { name: 'month', letter: 'M', iso: (n: string) => `P${n}M`, words: /^(m|mon|months?)$/i },
];

/** One number and one unit, as ISO 8601 or in words: `PT1D`, `P1DT`, `p1d`, `1 day`, `24h`. */
function durationIn(text: string, accepts: Accepts): string | undefined {
  const iso = /^PT?(\d+)([SHDWM])T?$/i.exec(text.trim());
  const words = /^(\d+)\s*([a-z]+)$/i.exec(text.trim());
  const [, count = '', written = ''] = iso ?? words ?? [];
  const unit = UNITS.find(
    (each) =>
      (iso ? each.letter === written.toUpperCase() : each.words.test(written)) && accepts(each.iso(count)),
  );
  if (!unit) return undefined;
  const one = unit.name === 'hour' ? 'an' : 'a';
  const said = Number(count) === 1 ? `${one} ${unit.name} is` : `${count} ${unit.name}s are`;
  return `${said} ${unit.iso(count)}`;
}
