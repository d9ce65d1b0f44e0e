// Shapes that answers of several routes share.
import * as z from 'zod';

/** ISO 8601. */
export const Time = z.iso.datetime();

/** A decimal of the currency's minor digits, and the currency. */
export const Amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' });

/** Of a list: what asks for the next page; absent on the last. */
export const NextCursor = z.string().optional();
