// The languages that recipients' pages are written in, and which of them a reader gets.
export const languages = ['en', 'de', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Of `zh-Hans-CN`, `de_AT` or `EN`: the language, if the pages are written in it. */
function known(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split(/[-_]/, 1)[0];
  return languages.find((language) => language === primary);
}

/** The best of an `Accept-Language` header that is known, else that of the person's locale, else English. */
export function languageOf(accepted: string | undefined, locale: string | undefined): Language {
  const ranges = (accepted ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';');
      const weight = parameters.map((each) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(each)?.[1]).find(Boolean);
      return { language: known(tag), weight: Number(weight ?? 1) };
    });
  const [best] = ranges
    .filter(({ language, weight }) => language && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.language ?? known(locale ?? '') ?? 'en';
}
