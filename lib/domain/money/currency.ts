// Currencies by ISO 4217: which codes exist, and how many digits each has after the point. What Intl says of digits is
// for display (no fillér of a forint) and not the standard, so the digits are listed here.

/** Codes of the standard that Intl does not list: funds, units of account, and one of a part of Venezuela's payments. */
const FURTHER = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'VED', 'XAD'];
const codes: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...FURTHER]);

/** Codes by their digits after the point; every other currency has 2. */
const DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const digitsOf: ReadonlyMap<string, number> = new Map(
  Object.entries(DIGITS).flatMap(([digits, of]) => of.split(' ').map((code) => [code, Number(digits)])),
);

export const isCurrency = (code: string): boolean => codes.has(code);

/** The code in a text that may be in lower case or stand among blanks; undefined where it is none: `$`, `Euro`, `840`. */
export function readCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return isCurrency(code) ? code : undefined;
}

/** Digits after the point by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF. */
export const minorDigitsOf = (currency: string): number => digitsOf.get(currency) ?? 2;
