// Shapes that several routes' responses share.
import * as z from 'zod';

export const Time = z.iso.datetime();

/** A decimal with the currency's minor digits, and the currency. */
export const Amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' });

/** Requests the next page of a list; absent on the last page. */
export const NextCursor = z.string().optional();
