// Shapes that several routes' responses share.
import * as z from 'zod';
import { pageLimit } from '../primitives.ts';

export const Time = z.iso.datetime();

/** A decimal with the currency's minor digits, and the currency. */
export const Amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' });

/** Requests the next page of a list; absent on the last page. */
export const NextCursor = z.string().optional();

/** The query of a paged list. What the cursor holds is read in one place for every route (lib/http/cursor.ts). */
export const pageQuery = (max: number) =>
  z.object({
    limit: pageLimit(max),
    cursor: z.string().max(1000).optional().meta({ description: 'From the response before' }),
  });
