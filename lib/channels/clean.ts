// How a rendered field is cleaned before it is sent.

export const asIs = (text: string): string => text;
export const trimmed = (text: string): string => text.trim();
/** A line break out of a trait would start a header of its own. */
export const oneLine = (text: string): string => text.trim().replace(/\p{Cc}+/gu, ' ');
