// How a rendered field is cleaned before it is sent.

export const asIs = (text: string): string => text;
export const trimmed = (text: string): string => text.trim();
/** A line break from a trait would start a new header. */
export const oneLine = (text: string): string => text.trim().replace(/\p{Cc}+/gu, ' ');
