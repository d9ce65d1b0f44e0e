// Short links of text messages: a code that stands for a signed token, because a token has hundreds of characters.
export interface ShortLink {
  token: string;
  /** In ms. The code is kept for longer, so that a late reader finds out why the link has ended. */
  worksUntil: number;
}

export interface ShortLinks {
  /** False: the code stands for another token. Putting the same again changes nothing but its time. */
  put(code: string, link: ShortLink): Promise<boolean>;
  find(code: string): Promise<ShortLink | undefined>;
}
