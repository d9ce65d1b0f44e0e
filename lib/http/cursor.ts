/**
 * Cursors of paged lists, alike for every route. A handler takes and returns a position in its own words (an id, a
 * number); callers see it with a check that covers the list it belongs to. Text that no response of this very list
 * contained is therefore not read as a position: such a page would begin anywhere, or at the first row again.
 */
import { createHash } from 'node:crypto';

const CHECK_LENGTH = 10;

/** `list`: the route with its path filled in. */
export function cursorOf(list: string, position: string): string {
  return `${Buffer.from(position).toString('base64url')}.${checkOf(list, position)}`;
}

/** The position; undefined for what `cursorOf` did not make of this list. An empty one is no row's. */
export function positionOf(list: string, cursor: string): string | undefined {
  const [encoded = ''] = cursor.split('.');
  const position = Buffer.from(encoded, 'base64url').toString();
  return position !== '' && cursorOf(list, position) === cursor ? position : undefined;
}

/** Tells a cursor of another list, and a cut or mistyped one; it is no secret. */
const checkOf = (list: string, position: string): string =>
  createHash('sha256')
    .update(JSON.stringify([list, position]))
    .digest('base64url')
    .slice(0, CHECK_LENGTH);
