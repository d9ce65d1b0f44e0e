// What the spellings of one name share: `E-Mail` and `email`, `Consent Given` and `consent_given`.
export const spelling = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
