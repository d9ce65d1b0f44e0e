// What a person sees of a text: marks without a glyph (byte order marks, directions, soft hyphens, zero-width spaces)
// come along when an address or a word is copied, and change nothing about it.

/** Between letters of scripts that join, the two joiners belong to the word: نامه‌ای has one. */
const INVISIBLE =
  /[\p{Default_Ignorable_Code_Point}--[\u200c\u200d]]|(?<!\P{ASCII})[\u200c\u200d]|[\u200c\u200d](?!\P{ASCII})/gv;

/** Without invisible marks and the blanks around it. */
export const visibleText = (text: string): string => text.replace(INVISIBLE, '').trim();
